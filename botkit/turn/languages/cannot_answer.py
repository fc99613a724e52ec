"""That the bot cannot answer in a language yet, said in that language."""

from __future__ import annotations

from collections.abc import Iterable

CANNOT_ANSWER = {
    "ar": "عذرًا، لا أستطيع الرد بالعربية بعد. أفهم: {languages}.",
    "bg": "Съжалявам, все още не мога да отговарям на български. Разбирам: {languages}.",
    "cs": "Bohužel zatím neumím odpovídat česky. Rozumím: {languages}.",
    "da": "Jeg kan desværre ikke svare på dansk endnu. Jeg forstår: {languages}.",
    "de": "Leider kann ich noch nicht auf Deutsch antworten. Ich verstehe: {languages}.",
    "el": "Λυπάμαι, δεν μπορώ ακόμη να απαντήσω στα ελληνικά. Καταλαβαίνω: {languages}.",
    "en": "Sorry, I can't answer in English yet. I understand: {languages}.",
    "es": "Lo siento, todavía no puedo responder en español. Entiendo: {languages}.",
    "fa": "متأسفم، هنوز نمی‌توانم به فارسی پاسخ بدهم. این زبان را می‌فهمم: {languages}.",
    "fi": "Valitettavasti en osaa vielä vastata suomeksi. Ymmärrän: {languages}.",
    "fr": "Désolé, je ne peux pas encore répondre en français. Je comprends : {languages}.",
    "he": "מצטער, אני עדיין לא יכול לענות בעברית. אני מבין: {languages}.",
    "hi": "क्षमा करें, मैं अभी हिन्दी में जवाब नहीं दे सकता। मैं समझता हूँ: {languages}।",
    "hu": "Sajnos magyarul még nem tudok válaszolni. Ezt értem: {languages}.",
    "id": "Maaf, saya belum bisa menjawab dalam bahasa Indonesia. Saya mengerti: {languages}.",
    "it": "Mi dispiace, non posso ancora rispondere in italiano. Capisco: {languages}.",
    "ja": "申し訳ありませんが、まだ日本語ではお答えできません。対応言語：{languages}。",
    "ko": "죄송합니다. 아직 한국어로 답변할 수 없습니다. 이해하는 언어: {languages}.",
    "nl": "Helaas kan ik nog niet in het Nederlands antwoorden. Ik begrijp: {languages}.",
    "no": "Jeg kan dessverre ikke svare på norsk ennå. Jeg forstår: {languages}.",
    "pl": "Przepraszam, nie potrafię jeszcze odpowiadać po polsku. Rozumiem: {languages}.",
    "pt": "Desculpe, ainda não posso responder em português. Entendo: {languages}.",
    "ro": "Îmi pare rău, încă nu pot răspunde în română. Înțeleg: {languages}.",
    "ru": "К сожалению, я пока не могу отвечать по-русски. Я понимаю: {languages}.",
    "sk": "Bohužiaľ, zatiaľ neviem odpovedať po slovensky. Rozumiem: {languages}.",
    "sv": "Tyvärr kan jag inte svara på svenska än. Jag förstår: {languages}.",
    "th": "ขออภัย ตอนนี้ยังตอบเป็นภาษาไทยไม่ได้ ภาษาที่เข้าใจ: {languages}",
    "tr": "Üzgünüm, henüz Türkçe cevap veremiyorum. Anladığım dil: {languages}.",
    "uk": "На жаль, я ще не можу відповідати українською. Я розумію: {languages}.",
    "ur": "معذرت، میں ابھی اردو میں جواب نہیں دے سکتا۔ میں سمجھتا ہوں: {languages}۔",
    "vi": "Xin lỗi, tôi chưa thể trả lời bằng tiếng Việt. Tôi hiểu: {languages}.",
    "zh": "抱歉，我还不能用中文回答。我能理解：{languages}。",
}
"""By language. Languages that are not here are not told apart, either."""


def cannot_answer(language: str, understood: Iterable[str]) -> str:
    """The sentence, with the names of the languages that the bot understands, in that language, too."""
    from babel import Locale

    names = Locale.parse(language).languages
    return CANNOT_ANSWER[language].format(languages=", ".join(names.get(code, code) for code in understood))

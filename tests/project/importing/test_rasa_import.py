"""A Rasa project as a bot: what is taken over, what is said about the rest, and that the bot runs."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from botkit.dialogue import DialoguePolicy
from botkit.domain import Conversation, DecisionKind, Message, Reply, Turn
from botkit.domain.errors import ConfigError
from botkit.evaluation.conversations import read_conversations
from botkit.project import folder as config
from botkit.project.importing import import_rasa
from intents.rasa import read_training_data
from intents.types import Intent, Slot, Understanding
from tests.small_bot import run

PIZZA = Path(__file__).with_name("rasa_project")


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bots") / "pizza-place"
    return folder, import_rasa(PIZZA, folder)


@pytest.fixture(scope="module")
def bot(imported):
    return config.load(imported[0])


def notes(imported, fate, words):
    return [str(note) for note in imported[1].of(fate) if words in str(note)]


def test_it_ends_with_what_comes_next(tmp_path):
    folder = tmp_path / "pizza"

    ran = run("import", "rasa", str(PIZZA), str(folder))

    assert ran.out.endswith(
        f"Next:\n  botkit check {folder}\n  botkit models pull --for {folder}\n  botkit train {folder}\n"
    )


def test_the_new_bot_passes_the_check(tmp_path):
    ran = run("import", "rasa", str(PIZZA), str(tmp_path / "pizza"))
    assert ran.status == 0
    assert "Not taken over" in ran.out
    checked = run("check", str(tmp_path / "pizza"), "--data", str(tmp_path / "data"))
    assert checked.status == 0, checked.err
    assert "nlu: 14 intents" in checked.out


def test_examples_come_with_their_values_and_without_roles(imported):
    folder, _ = imported
    data = read_training_data([folder / "nlu" / "rasa.yml"])
    texts = {example.text: example for example in data.examples}
    assert [slot.value for slot in texts["a big one without olives"].slots] == ["large", "olives"]
    assert texts["thank you"].intent == "thank"
    assert texts["who are you"].intent == "chitchat_ask_name"
    assert data.synonyms["xl"] == "large"
    assert data.lookups["topping"] == ("salami", "rocket")
    assert data.regexes["order_number"] == (r"P-\d{4}",)
    assert notes(imported, "left", "role of the mark")


def test_a_rule_with_one_response_is_a_reply(bot):
    assert bot.dialogue.rule("greet").say == "greet"
    assert bot.dialogue.replies["greet"] == ("Hello, this is the pizza place.", "Hi there, hungry?")
    assert bot.dialogue.replies["hours"] == ("We bake from 5 p.m.\nto midnight.",)
    assert bot.dialogue.rule("chitchat_ask_name").say == "chitchat_ask_name"
    assert bot.dialogue.rule("chitchat_ask_weather").say == "chitchat_ask_weather"


def test_a_rule_with_several_responses_is_a_flow(bot):
    assert bot.dialogue.rule("complain").flow == "complain"
    assert [step.say for step in bot.dialogue.flows["complain"].steps] == [
        ("I'm sorry about that.",),
        ("I've told the boss.",),
    ]


def test_a_form_is_a_flow_with_what_comes_after_it(bot):
    steps = bot.dialogue.flows["pizza_form"].steps
    assert [step.ask for step in steps[:4]] == ["size", "topping", "pieces", "outdoor"]
    assert steps[4].say == ("A {size} pizza with {topping}.",)
    assert steps[5].action == "action_order"
    assert bot.actions.signatures["action_order"].needed == ("size", "topping", "pieces", "outdoor")


def test_slots_keep_their_kind_and_their_question(bot):
    slots = bot.dialogue.slots
    assert slots["size"].choices == ("small", "medium", "large")
    assert slots["topping"].question == ("What shall be on it?", "And the topping?")
    assert slots["pieces"].pattern is not None
    assert slots["pieces"].entity == ("number",)
    assert slots["outdoor"].choices == ("yes", "no")
    assert slots["opinion"].question == ("What is the opinion?",)


def test_other_things_find_their_place(bot):
    assert bot.dialogue.rule("ask_human").hand_off
    assert [bot.dialogue.rule(name).means for name in ("affirm", "deny", "stop")] == ["yes", "no", "cancel"]
    assert bot.dialogue.replies["refuse"] == ("I only know about pizza.",)
    assert (bot.settings.language, bot.settings.name) == ("en", "Pizza place")
    assert (bot.settings.nlu.min_confidence, bot.settings.nlu.clarify_margin) == (0.4, 0.1)


def test_test_stories_are_conversation_tests(imported):
    tests = read_conversations(imported[0] / "tests" / "conversations.yml")
    assert [test.name for test in tests] == ["hours and thanks", "a large pizza"]
    first, second = (test.steps for test in tests)
    assert (first[1].user, first[1].intent, first[1].says) == ("thanks a lot", "thank", ("You are welcome.",))
    assert (second[0].slots, second[0].flow) == ({"size": "large"}, "pizza_form")


@pytest.mark.parametrize(
    ("fate", "words"),
    [
        ("left", "data/rules.yml:43: the rule 'hours within the form'"),
        ("left", "data/rules.yml:55: the rule 'regular guests': depends on a slot"),
        ("left", "data/rules.yml:62: the rule 'first words'"),
        ("left", "data/stories.yml:7: the story 'a long talk': has 2 turns"),
        ("left", "the story 'with a checkpoint'"),
        ("left", "'image' of 'utter_hours'"),
        ("left", "only for one channel"),
        ("left", "the buttons of 'utter_thank'"),
        ("left", "the response 'utter_never_said'"),
        ("left", "'validate_pizza_form': checks of values"),
        ("left", "the action 'action_unused'"),
        ("left", "the slot 'loyal'"),
        ("left", "intents that 'pizza_form' ignores"),
        ("left", "'role' of the mapping of 'topping'"),
        ("left", "actions/actions.py: Rasa's own classes"),
        ("left", "config.yml:6: DIETClassifier"),
        ("left", "endpoints.yml:2: action_endpoint url"),
        ("left", "credentials.yml:3: slack"),
        ("changed", "'goodbye' mentions {name}"),
        ("changed", "'action_order' is an empty function"),
        ("changed", "form 'feedback_form': no rule starts it"),
        ("changed", "the question is made up"),
        ("changed", "'inform': no rule tells what to do"),
    ],
)
def test_what_is_not_taken_over_as_it_was_is_named_with_its_line(imported, fate, words):
    assert notes(imported, fate, words), imported[1].text()


def test_every_note_has_a_place(imported):
    assert all(re.match(r"[\w/]+\.(yml|py)(:\d+)?$", note.place) for note in imported[1].notes)


def test_the_imported_flow_can_be_talked_through(bot):
    policy = DialoguePolicy(bot.dialogue, actions=bot.actions)
    conversation = Conversation("c")
    ham = Slot("topping", "ham", "ham", 0, 3)
    said = [
        Understanding("order a pizza", (Intent("order_pizza", 0.9),)),
        Understanding("large"),
        Understanding("ham", (), (ham,)),
        Understanding("8"),
        Understanding("yes"),
    ]
    for number, understood in enumerate(said):
        decision = policy.decide(understood, conversation)
        turn = Turn(number, Message("t", "c", str(number), understood.text), understood, Reply("", decision.kind))
        conversation = conversation.after(turn, decision.state)
    assert "A large pizza with ham." in decision.text
    assert "This is not built yet." in decision.text
    assert decision.kind is DecisionKind.ACT


def test_what_is_no_rasa_project_is_refused(tmp_path):
    with pytest.raises(ConfigError, match="no such folder"):
        import_rasa(tmp_path / "nowhere", tmp_path / "bot")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.yml").write_text("a: b\n")
    with pytest.raises(ConfigError, match="holds no Rasa project"):
        import_rasa(tmp_path / "docs", tmp_path / "bot")
    assert not (tmp_path / "bot").exists()


def test_a_broken_file_is_named_with_its_folder_and_line(tmp_path):
    shutil.copytree(PIZZA, tmp_path / "project")
    (tmp_path / "project" / "data" / "rules.yml").write_text("rules:\n- rule: [\n")
    with pytest.raises(ConfigError, match=r"^data/rules.yml:\d+: is not valid YAML"):
        import_rasa(tmp_path / "project", tmp_path / "bot")


def test_a_folder_that_is_there_is_left_alone(tmp_path):
    (tmp_path / "bot").mkdir()
    (tmp_path / "bot" / "mine.txt").write_text("mine")
    with pytest.raises(ConfigError, match="not empty"):
        import_rasa(PIZZA, tmp_path / "bot")
    assert [path.name for path in (tmp_path / "bot").iterdir()] == ["mine.txt"]

"""The one room that reads text: sentences, words, Markdown within a line, exact facts. It knows no bot."""

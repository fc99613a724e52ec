"""What every room needs to read text: sentences, words, exact facts. It knows no bot."""

"""What people run: the command line, the server, LangChain."""

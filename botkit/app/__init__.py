"""The parts that people run: the command line, the server, and LangChain's Runnable."""

"""Training of the verifier that ships with botkit, which judges whether a passage supports a reply to a question."""

"""Pretrained models: the register, their weights, and one door for each kind."""

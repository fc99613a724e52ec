"""Pretrained models: their register, their weights, and one way in for each kind of model."""

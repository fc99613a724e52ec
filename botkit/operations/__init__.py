"""What keeps a running bot good."""

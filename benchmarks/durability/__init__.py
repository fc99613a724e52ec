"""What survives: processes killed, paused and cut off from their database, checked from outside."""

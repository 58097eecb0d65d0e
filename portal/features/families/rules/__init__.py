"""What holds for sheets and films: addresses, words, captions. Values only."""

"""What leaves Lectern for other programs: every format is made from one traversal, programme.py."""

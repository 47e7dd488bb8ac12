"""What a drill says when what it looks through is out, at each of its steps."""

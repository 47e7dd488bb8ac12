"""Operations runbooks turned into drills that prove themselves."""

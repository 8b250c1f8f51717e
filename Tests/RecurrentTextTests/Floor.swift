// Floor opened; its first tests follow.

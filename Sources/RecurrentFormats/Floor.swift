// Floor opened; its first types follow.

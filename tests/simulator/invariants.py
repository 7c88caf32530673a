def breaks_of(world):
    return []

"""A model of the world around the commit protocol, whose real code it interleaves at will."""

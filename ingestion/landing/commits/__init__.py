"""The commit protocol: stage, claim, publish; and where the next writer goes on."""

// Nothing but a place for the headers that tests have in common to be precompiled.

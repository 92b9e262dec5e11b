// A stand-in for the bundled server: stacks only carry it.

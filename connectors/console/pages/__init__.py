"""One page a file: plain values in, HTML out; nothing here waits for anything."""

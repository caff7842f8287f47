"""HTTP/1.x octets: read with spans, never refused by an exception, written as asked. No input, no output, no clock."""

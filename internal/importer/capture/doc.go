// Package capture fetches single web pages at an operator's command and gives
// the exchange as WARC records.
//
// It is polite: it obeys robots.txt (RFC 9309), says who it is, and waits
// between requests to a host. It is careful: only http and https on their own
// ports, no proxy, at most five redirects, limits of time and size; and every
// address is checked when it is dialled, after DNS has answered, so that no
// name, redirect or changing answer leads into the operator's own network
// (loopback, private, link-local, carrier-grade NAT, NAT64, metadata services).
package capture

package server

import (
	"container/list"
	"net"
	"net/http"
	"net/netip"
	"sync"
)

// Connections bounds how many connections are open. A connection that has sent
// no whole request yet, or waits for its next, is one that waits. When there are
// too many, of one client or of all, one that waits is closed to make room: of
// those that never sent a whole request the one that has waited longest, else
// of all. So clients who open thousands of connections and send a byte now and
// then (slowloris) shut themselves out and nobody else. A connection whose
// request is being answered is never closed; when all are, a new one is.
type Connections struct {
	max, perClient int
	trusted        func(netip.Addr) bool // proxies, which speak for many clients

	mu      sync.Mutex
	open    map[net.Conn]*connection
	waiting queues
	clients map[netip.Addr]*client
}

type connection struct {
	conn   net.Conn
	client *client
	proven bool          // has sent a whole request
	inAll  *list.Element // in Connections.waiting; nil while answered
	inOwn  *list.Element // in client.waiting
}

// queues are connections that wait, of each kind longest first.
type queues struct{ unproven, proven list.List }

func (q *queues) of(c *connection) *list.List {
	if c.proven {
		return &q.proven
	}
	return &q.unproven
}

// first is the one to close, nil if none waits.
func (q *queues) first() *connection {
	for _, l := range []*list.List{&q.unproven, &q.proven} {
		if e := l.Front(); e != nil {
			return e.Value.(*connection)
		}
	}
	return nil
}

type client struct {
	addr    netip.Addr
	open    int
	waiting queues
}

// NewConnections allows max connections in all and perClient of one address,
// but for trusted proxies.
func NewConnections(max, perClient int, trusted []netip.Prefix) *Connections {
	return &Connections{
		max: max, perClient: perClient, open: map[net.Conn]*connection{}, clients: map[netip.Addr]*client{},
		trusted: func(a netip.Addr) bool { return within(trusted, a) },
	}
}

// Watch is the http.Server's ConnState.
func (c *Connections) Watch(conn net.Conn, state http.ConnState) {
	var surplus []net.Conn
	c.mu.Lock()
	switch state {
	case http.StateNew:
		surplus = c.add(conn)
	case http.StateIdle:
		c.wait(c.open[conn])
	case http.StateActive:
		if n := c.open[conn]; n != nil {
			c.stopWaiting(n)
			n.proven = true
		}
	case http.StateClosed, http.StateHijacked:
		c.remove(conn)
	}
	c.mu.Unlock()
	for _, s := range surplus {
		s.Close() // its server goroutine finds it closed and tells us
	}
}

// Open is how many connections there are.
func (c *Connections) Open() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.open)
}

// add notes a connection and returns those that have to go for it, or itself
// if none can.
func (c *Connections) add(conn net.Conn) (surplus []net.Conn) {
	addr := addrOf(conn)
	who := c.clients[addr]
	if who != nil && who.open >= c.perClient && !c.trusted(addr) {
		if surplus = c.drop(who.waiting.first(), surplus); surplus == nil {
			return []net.Conn{conn}
		}
	} else if len(c.open) >= c.max {
		if surplus = c.drop(c.waiting.first(), surplus); surplus == nil {
			return []net.Conn{conn}
		}
	}
	if who = c.clients[addr]; who == nil {
		who = &client{addr: addr}
		c.clients[addr] = who
	}
	n := &connection{conn: conn, client: who}
	c.open[conn] = n
	who.open++
	c.wait(n)
	return surplus
}

func (c *Connections) drop(n *connection, surplus []net.Conn) []net.Conn {
	if n == nil {
		return surplus
	}
	c.remove(n.conn)
	return append(surplus, n.conn)
}

func (c *Connections) wait(n *connection) {
	if n != nil && n.inAll == nil {
		n.inAll, n.inOwn = c.waiting.of(n).PushBack(n), n.client.waiting.of(n).PushBack(n)
	}
}

func (c *Connections) stopWaiting(n *connection) {
	if n != nil && n.inAll != nil {
		c.waiting.of(n).Remove(n.inAll)
		n.client.waiting.of(n).Remove(n.inOwn)
		n.inAll, n.inOwn = nil, nil
	}
}

func (c *Connections) remove(conn net.Conn) {
	n := c.open[conn]
	if n == nil {
		return
	}
	c.stopWaiting(n)
	delete(c.open, conn)
	if n.client.open--; n.client.open == 0 {
		delete(c.clients, n.client.addr)
	}
}

func addrOf(conn net.Conn) netip.Addr {
	if a, err := netip.ParseAddrPort(conn.RemoteAddr().String()); err == nil {
		return a.Addr().Unmap().WithZone("")
	}
	return netip.Addr{}
}

package picture

import "time"

func (p *Picture) moved(at time.Time, channel string) {
	if p.clocks.moved == nil {
		p.clocks.moved = map[string]time.Time{}
	}
	p.clocks.moved[channel] = at
}

// Carried is when a channel last took anything; zero: never.
func (p *Picture) Carried(channel string) time.Time { return p.clocks.moved[channel] }

// LastCarried is when any channel last took anything; zero: never.
func (p *Picture) LastCarried() time.Time {
	var last time.Time
	for _, at := range p.clocks.moved {
		if at.After(last) {
			last = at
		}
	}
	return last
}

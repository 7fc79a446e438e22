package desk

import "outrider"

// Able reports whether the desk could call its people now, as far as it knows: a
// channel carried something within the time of the daily trials, and no call to act
// waits for one that does. A sign of life that is sent without that would tell a
// pinger outside that all is well while nobody can be reached.
func (d *Desk) Able() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.o.Pager == nil || d.silentPager() != nil {
		return false
	}
	for _, a := range d.p.Undelivered() {
		t, ok := d.p.Thread(a.Thread)
		if ok && !quiet(t) && !d.stoppedAlert(a) && a.Level == outrider.LevelAct && d.now().Sub(a.Raised) > d.o.Clocks.Late {
			return false
		}
	}
	return true
}

// Watched is told what is wrong with whoever watches the desk from outside, for the
// health page; empty: nothing is. It reports whether that is news.
func (d *Desk) Watched(warning string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	news := d.unwatched != warning
	d.unwatched = warning
	return news
}

package portal

// Whoever tries codes is slowed by what they try, a number or a link, from everywhere;
// by it from their own network, longer; and by that network. Every kind of visitor
// meets the same three.

// slowed reports whether a try is refused unseen for now.
func (s *site) slowed(key, place string) bool {
	return s.byNumber.Blocked(key) || s.byBoth.Blocked(key+" "+place) || s.byPlace.Blocked(place)
}

// missed counts a try that opened nothing.
func (s *site) missed(key, place string) {
	s.byNumber.Failed(key)
	s.byBoth.Failed(key + " " + place)
	s.byPlace.Failed(place)
}

// came lifts the pause of the place from which somebody came in, and of no other: nobody
// elsewhere may see that they did.
func (s *site) came(key, place string) { s.byBoth.Passed(key + " " + place) }

package picture

import (
	"encoding/json"
	"slices"
	"time"

	"outrider"
)

// OfflineSetBody is the body of offline.set, sealed with the person's identity.
type OfflineSetBody struct {
	Offline outrider.Offline `json:"offline"`
}

// OfflineIssuedBody is the body of offline.issued, sealed with the person's identity.
type OfflineIssuedBody struct {
	Device outrider.OfflineDevice `json:"device"`
}

// OfflineKeyedBody is the first part of offline.keyed, the desk's own.
type OfflineKeyedBody struct {
	Key outrider.OfflineKey `json:"key"`
}

// OfflinePrivateBody is the second part, under a key that belongs to nobody and can be
// destroyed.
type OfflinePrivateBody struct {
	Private []byte `json:"private"`
}

// offlineChange is what a change says about reports without a net.
type offlineChange struct {
	set     *OfflineSetBody
	issued  *OfflineIssuedBody
	keyed   *OfflineKeyedBody
	private []byte // nil: destroyed
}

// target is Change.target for these entries.
func (j *offlineChange) target(t outrider.EntryType) (set func([]byte) error, ok bool) {
	switch t {
	case outrider.EntryOfflineSet:
		return into(&j.set), true
	case outrider.EntryOfflineIssued:
		return into(&j.issued), true
	case outrider.EntryOfflineKeyed:
		return into(&j.keyed), true
	}
	return nil, false
}

// decodeKeyed reads a key; its private half may be gone.
func (c *Change) decodeKeyed(set func([]byte) error) error {
	if len(c.Parts) != 2 || c.Parts[0].Erased {
		c.erased = true
		return nil
	}
	if err := set(c.Parts[0].Body); err != nil || c.Parts[1].Erased {
		return err
	}
	var b OfflinePrivateBody
	err := json.Unmarshal(c.Parts[1].Body, &b)
	c.offline.private = b.Private
	return err
}

// OfflineDevice is one device that may send later.
type OfflineDevice struct {
	Secret string
	Since  time.Time
}

// OfflineKey is one key of the desk; Private is nil once it was destroyed.
type OfflineKey struct {
	outrider.OfflineKey
	Private []byte
	Ended   time.Time // when the next one was made; zero: it is the newest
}

// Offlining is what is agreed with a person about reports without a net.
type Offlining struct {
	Offline   bool
	OfflineAt Signed
	Devices   []OfflineDevice // oldest first
}

// applyOffline keeps a wish, a device or a key.
func (p *Picture) applyOffline(c Change) {
	switch j := c.offline; {
	case j.set != nil:
		if x := p.people[j.set.Offline.Person]; x != nil && !x.Erased {
			x.Offline, x.OfflineAt = j.set.Offline.On, Signed{By: c.By, At: c.Recorded, Seq: c.Seq}
			if !x.Offline {
				x.Devices = nil
			}
		}
	case j.issued != nil:
		if x := p.people[j.issued.Device.Person]; x != nil && !x.Erased {
			x.Devices = append(x.Devices, OfflineDevice{Secret: j.issued.Device.Secret, Since: c.Recorded})
		}
	case j.keyed != nil:
		if n := len(p.offline); n > 0 {
			p.offline[n-1].Ended = c.Recorded
		}
		p.offline = append(p.offline, OfflineKey{OfflineKey: j.keyed.Key, Private: j.private})
	}
}

// OfflineKeys lists the desk's keys, the newest last.
func (p *Picture) OfflineKeys() []OfflineKey { return slices.Clone(p.offline) }

// ForgetOfflineKey drops the private half of a key, as a fold without it would.
func (p *Picture) ForgetOfflineKey(id string) {
	for i := range p.offline {
		if p.offline[i].ID == id {
			p.offline[i].Private = nil
		}
	}
}

// DeviceOf finds whose device holds a secret, by its hash, among the newest few of
// each person.
func (p *Picture) DeviceOf(hash string, newest int) (*Person, OfflineDevice, bool) {
	for _, x := range p.people {
		for _, dev := range x.Devices[max(0, len(x.Devices)-newest):] {
			if dev.Secret == hash {
				return x, dev, true
			}
		}
	}
	return nil, OfflineDevice{}, false
}

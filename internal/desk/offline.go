package desk

import (
	"context"
	"crypto/ecdh"
	"crypto/hpke"
	"io"
	"io/fs"
	"slices"
	"strings"
	"time"

	"outrider"
	"outrider/internal/numbers"
	"outrider/internal/picture"
	"outrider/internal/policy"
)

// OfflineParams are the numbers of reports that are written without a net; see
// parameters/offline.json.
type OfflineParams struct {
	Keep     time.Duration // on a device at most
	Device   time.Duration // after which a device has to ask again, and an old key is destroyed
	Devices  int           // of one person, the newest
	Envelope int           // bytes of one sealed report, without a photo
	Photo    int           // bytes of a photo that comes with it
	Photos   int           // of one person within a day
}

// LoadOffline reads offline.json.
func LoadOffline(fsys fs.FS) (OfflineParams, error) {
	var p OfflineParams
	f, err := numbers.Load(fsys, "offline.json")
	if err != nil {
		return p, err
	}
	var kib, mib int
	if err := f.Take(numbers.Field{Name: "keep_hours", Span: &p.Keep, Unit: time.Hour, Low: 1, High: 10_000},
		numbers.Field{Name: "device_days", Span: &p.Device, Unit: 24 * time.Hour, Low: 1, High: 10_000},
		numbers.Field{Name: "devices", Whole: &p.Devices, Low: 1, High: 10_000},
		numbers.Field{Name: "envelope_kib", Whole: &kib, Low: 1, High: 10_000},
		numbers.Field{Name: "photo_mib", Whole: &mib, Low: 1, High: 64}, numbers.Field{Name: "photos_a_day", Whole: &p.Photos, Low: 1, High: 10_000}); err != nil {
		return p, err
	}
	p.Envelope, p.Photo = kib<<10, mib<<20
	if p.Device < 2*p.Keep {
		return p, outrider.Invalid("offline.json: device_days is at least twice keep_hours, or a key goes while something sealed to it waits")
	}
	return p, nil
}

// SetOffline agrees with a person that their device may keep reports until there is a
// net, or ends it: then no device of theirs can send any more.
type SetOffline struct {
	Person outrider.PersonID
	On     bool
}

// RotateOffline makes a new key that devices seal to. The old one opens what was
// sealed to it for as long as a device may still send, and is destroyed then.
type RotateOffline struct{}

// OfflineKit is what a device needs to write without a net: all of it lets somebody
// add reports, none of it lets them read any.
type OfflineKit struct {
	Secret string    `json:"s"`
	Key    string    `json:"k"`
	Public []byte    `json:"p"` // a point of P-256, uncompressed
	Until  time.Time `json:"u"` // last moment to write something new with it
	Keep   int64     `json:"h"` // milliseconds for which something may wait
	Photo  int       `json:"m"` // most bytes of a photo
}

// OfflineEnvelope is one sealed report: HPKE (RFC 9180) in base mode with
// DHKEM(P-256, HKDF-SHA256), HKDF-SHA256 and AES-128-GCM.
type OfflineEnvelope struct {
	Key    string `json:"k"`
	Enc    []byte `json:"e"`
	Sealed []byte `json:"c"`
}

// OfflineInfo binds an envelope to its purpose; the device says the same.
const OfflineInfo = "report/1"

// decideOffline is Decide for reports without a net.
func (d *Desk) decideOffline(ctx context.Context, by outrider.UserID, dec Decision) (out Outcome, decided bool, err error) {
	switch {
	case dec.Offline != nil:
		out, err = d.setOffline(ctx, by, *dec.Offline)
	case dec.RotateOffline != nil:
		if _, err = d.may(by, policy.Maintain); err == nil {
			out.ID, err = d.newOfflineKey(ctx, by)
		}
	default:
		return Outcome{}, false, nil
	}
	return out, true, err
}

func (d *Desk) setOffline(ctx context.Context, by outrider.UserID, s SetOffline) (Outcome, error) {
	_, x, err := d.personFor(by, s.Person, policy.ChangePerson)
	if err != nil {
		return Outcome{}, err
	}
	if s.On && !x.Allows(outrider.ForRecord, d.now()) {
		return Outcome{}, outrider.Invalid("the record was withdrawn: nothing new is agreed")
	}
	e, err := d.portalEntry(outrider.EntryOfflineSet, by, s.Person, picture.OfflineSetBody{Offline: outrider.Offline(s)})
	return Outcome{ID: string(s.Person)}, d.fact(ctx, e, err)
}

// OwnMayKeep reports whether the person agreed with the desk that their device may
// keep reports.
func (d *Desk) OwnMayKeep(_ context.Context, o Own) (bool, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	x, err := d.own(o)
	return err == nil && d.mayKeep(x), err
}

func (d *Desk) mayKeep(x *picture.Person) bool {
	return x.Offline && d.o.Offline.Keep > 0 && x.Allows(outrider.ForRecord, d.now())
}

// OfflineDays is for how many days something may wait on a device.
func (d *Desk) OfflineDays() int { return int(d.o.Offline.Keep.Hours() / 24) }

// OwnKit equips the device in somebody's hand. It is the same under duress: what it
// gives can add reports and do nothing else.
func (d *Desk) OwnKit(ctx context.Context, o Own) (OfflineKit, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	x, err := d.own(o)
	if err != nil {
		return OfflineKit{}, err
	}
	if !d.mayKeep(x) {
		return OfflineKit{}, outrider.ErrNotFound
	}
	if len(d.p.OfflineKeys()) == 0 {
		if _, err := d.newOfflineKey(ctx, ""); err != nil {
			return OfflineKit{}, err
		}
	}
	secret, err := d.secretToken()
	if err != nil {
		return OfflineKit{}, err
	}
	e, err := d.portalEntry(outrider.EntryOfflineIssued, outrider.Self, o.Person, picture.OfflineIssuedBody{Device: outrider.OfflineDevice{Person: o.Person, Secret: tokenHash(secret)}})
	if err := d.fact(ctx, e, err); err != nil {
		return OfflineKit{}, err
	}
	keys := d.p.OfflineKeys()
	key := keys[len(keys)-1]
	return OfflineKit{Secret: secret, Key: key.ID, Public: key.Public, Until: d.now().Add(d.o.Offline.Device - d.o.Offline.Keep), Keep: d.o.Offline.Keep.Milliseconds(), Photo: d.o.Offline.Photo}, nil
}

// newOfflineKey makes a key pair. Its private half lies under a key of its own, so that
// it can be destroyed while the ledger stays whole.
func (d *Desk) newOfflineKey(ctx context.Context, by outrider.UserID) (string, error) {
	seed := make([]byte, 32)
	if _, err := io.ReadFull(d.o.Rand, seed); err != nil {
		return "", &outrider.Error{Code: outrider.CodeInternal, Safe: "no randomness to be had", Err: err}
	}
	pair, err := hpke.DHKEM(ecdh.P256()).DeriveKeyPair(seed)
	if err != nil {
		return "", &outrider.Error{Code: outrider.CodeInternal, Safe: "a key could not be made", Err: err}
	}
	private, err := pair.Bytes()
	if err != nil {
		return "", &outrider.Error{Code: outrider.CodeInternal, Safe: "a key could not be made", Err: err}
	}
	id := d.o.NewID("k")
	e, err := d.entry(outrider.EntryOfflineKeyed, by, picture.OfflineKeyedBody{Key: outrider.OfflineKey{ID: id, Public: pair.PublicKey().Bytes(), Made: d.now()}})
	if err != nil {
		return "", err
	}
	p, err := part(picture.OfflinePrivateBody{Private: private}, outrider.PurposeRecord, nobodys(id))
	e.Parts = append(e.Parts, p)
	return id, d.fact(ctx, e, err)
}

// nobodys names the key under which a private half lies.
func nobodys(key string) outrider.PersonID { return outrider.PersonID("x-" + key) }

// dropOfflineKeys destroys private keys to which nothing that may still come was sealed.
func (d *Desk) dropOfflineKeys() error {
	for _, k := range d.p.OfflineKeys() {
		if k.Private == nil || k.Ended.IsZero() || d.now().Sub(k.Ended) < d.o.Offline.Device {
			continue
		}
		if err := d.o.Sealer.Erase(nobodys(k.ID)); err != nil {
			return err
		}
		d.p.ForgetOfflineKey(k.ID)
	}
	return nil
}

// errEnvelope is all that is said about an envelope that was not taken.
var errEnvelope = &outrider.Error{Code: outrider.CodeNotFound, Safe: "not found"}

// OpenOffline opens an envelope. Whose it is stands inside, and is for OfflineTell to
// judge.
func (d *Desk) OpenOffline(_ context.Context, e OfflineEnvelope) ([]byte, error) {
	if len(e.Sealed) > d.o.Offline.Envelope+d.o.Offline.Photo {
		return nil, errEnvelope
	}
	d.mu.Lock()
	keys := d.p.OfflineKeys()
	d.mu.Unlock()
	i := slices.IndexFunc(keys, func(k picture.OfflineKey) bool { return k.ID == e.Key && k.Private != nil })
	if i < 0 {
		return nil, errEnvelope
	}
	key, err := hpke.DHKEM(ecdh.P256()).NewPrivateKey(keys[i].Private)
	if err != nil {
		return nil, &outrider.Error{Code: outrider.CodeDamaged, Safe: "a key is damaged", Hint: "make a new one: outrider portal rotate", Err: err}
	}
	r, err := hpke.NewRecipient(e.Enc, key, hpke.HKDFSHA256(), hpke.AES128GCM(), []byte(OfflineInfo))
	if err != nil {
		return nil, errEnvelope
	}
	plain, err := r.Open(nil, e.Sealed)
	if err != nil {
		return nil, errEnvelope
	}
	return plain, nil
}

// OfflinePhoto ends the token of a photo that follows the report of the same token: the
// words are small and go first.
const OfflinePhoto = "/photo"

// OfflineTell files what a device kept. It needs no session: the device's secret says
// whose it is, and lets it add reports alone. What comes twice under one token is filed
// once, and both times it is said that it was taken.
func (d *Desk) OfflineTell(ctx context.Context, secret, once string, dr outrider.Draft) error {
	shots, notes, err := d.offlinePhotos(secret, once, dr.Photos)
	if err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	x, err := d.offlineOwner(secret, once)
	if err != nil {
		return err
	}
	who := x.Protectee.ID
	id := ownReportID(who, once)
	if _, again := d.p.Report(id); again {
		return nil
	}
	dr.Warnings = slices.Concat(dr.Warnings, notes)
	dr = ownDraft(dr, id, who, "")
	if words, follows := strings.CutSuffix(once, OfflinePhoto); follows {
		dr.Report.EventKey = string(ownReportID(who, words))
	}
	got, err := d.fileBatch(ctx, outrider.User{ID: outrider.Self}, []outrider.Draft{dr}, []developed{shots})
	if err == nil && got[0].Refused != "" {
		err = outrider.Invalid("%s", got[0].Refused)
	}
	return err
}

// offlineOwner finds whose a device is, while it may send.
func (d *Desk) offlineOwner(secret, once string) (*picture.Person, error) {
	x, dev, ok := d.p.DeviceOf(tokenHash(secret), d.o.Offline.Devices)
	if !ok || !d.mayKeep(x) || d.now().Sub(dev.Since) > d.o.Offline.Device || len(once) < 16 || len(once) > maxOnce {
		return nil, errEnvelope
	}
	return x, nil
}

// offlinePhotos cleans what a device sends, apart from the door, once it is known whose
// it is and that it is new. Above the photos of a day the report is kept without: a
// phone in other hands must not fill the disk.
func (d *Desk) offlinePhotos(secret, once string, files [][]byte) (developed, []outrider.Notice, error) {
	if len(files) == 0 {
		return nil, nil, nil
	}
	d.mu.Lock()
	x, err := d.offlineOwner(secret, once)
	sent, again := 0, false
	if err == nil {
		sent = d.offlineSent(x)
		_, again = d.p.Report(ownReportID(x.Protectee.ID, once))
	}
	d.mu.Unlock()
	switch {
	case err != nil || again:
		return nil, nil, err
	case sent+len(files) > d.o.Offline.Photos:
		return nil, []outrider.Notice{{Where: photoNotice + "s", What: "it was not kept: their phone sends too many in a day"}}, nil
	}
	shots, notes := d.clean(files, 0)
	return shots, notes, nil
}

// offlineSent counts the photos that a person's devices sent within the last day.
func (d *Desk) offlineSent(x *picture.Person) (n int) {
	for _, it := range slices.Backward(x.Reports) {
		if d.now().Sub(it.Recorded) > 24*time.Hour {
			break
		}
		if it.By == outrider.Self && it.Report.Channel == outrider.ChannelPortal && it.Report.SourceRef == "" {
			n += len(it.Photos)
		}
	}
	return n
}

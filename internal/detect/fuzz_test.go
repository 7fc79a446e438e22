package detect_test

import (
	"bytes"
	"encoding/binary"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"outrider"
	"outrider/internal/detect"
	"outrider/parameters"
)

// FuzzLoad reads edited parameters: what loads has a hash, so that a thought can
// say which numbers it used.
func FuzzLoad(f *testing.F) {
	good, err := parameters.FS.ReadFile("detect.json")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add([]byte(`{"version":-1}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		if p, err := detect.Load(fstest.MapFS{"detect.json": {Data: b}}); err == nil && p.Hash() == "" {
			t.Error("parameters without a hash")
		}
	})
}

// FuzzRead reads parameters such as a fit writes: with whatever is accepted, a
// follower's score is a number, and what is written reads back the same.
func FuzzRead(f *testing.F) {
	w := town(0)
	p, err := learn(params(f), w, w.told)
	if err != nil {
		f.Fatal(err)
	}
	for _, p := range []detect.Params{params(f), p} {
		var file bytes.Buffer
		if _, err := p.WriteTo(&file); err != nil {
			f.Fatal(err)
		}
		text := file.String()
		f.Add(file.Bytes())
		f.Add([]byte(strings.Replace(text, `"slope": `, `"slope": -`, 1)))
		f.Add([]byte(strings.Replace(text, `"near": `, `"near": 1e300, "was": `, 1)))
		f.Add([]byte(strings.Replace(text, `"fitted": {`, `"fitted": {}, "was": {`, 1)))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := detect.Read(b)
		if err != nil {
			if outrider.CodeOf(err) == "" || outrider.SafeText(err) == "" {
				t.Errorf("refused without a code or a reason: %v", err)
			}
			return
		}
		var file bytes.Buffer
		if _, err := p.WriteTo(&file); err != nil {
			t.Fatalf("what was read cannot be written: %v", err)
		}
		if back, err := detect.Read(file.Bytes()); err != nil || back.Hash() != p.Hash() {
			t.Errorf("what was written reads back otherwise: %v", err)
		}
		e := engine(p, people()...)
		for _, x := range follower("p-1", plate("XX11XXX")) {
			e.Add(x)
		}
		numbersOnly(t, e)
	})
}

// numbersOnly fails where a score is no number, is negative, or is not what its
// rows add up to.
func numbersOnly(t *testing.T, e *detect.Engine) {
	t.Helper()
	for _, who := range people() {
		for _, s := range e.Selectors() {
			for _, k := range []outrider.Sensor{outrider.SensorHuman, outrider.SensorANPR, outrider.SensorContact} {
				total, v := 0.0, e.Score(who.ID, k, s)
				for _, r := range e.Rows(who.ID, k, s) {
					total += r.Nats
				}
				if !(v >= 0) || math.IsInf(v, 0) || !(math.Abs(total-v) <= 1e-9*math.Max(1, v)) {
					t.Fatalf("%v around %s scores %v, its rows add up to %v", s, who.ID, v, total)
				}
			}
		}
	}
}

// FuzzEngine tells an engine whatever bytes make of sightings, contacts,
// retractions and declarations: it survives, every score is a number that its rows
// add up to, and the order of arrival does not show.
func FuzzEngine(f *testing.F) {
	f.Add([]byte("0123456789abcdef0123456789abcdef0123456789abcdefABCDEFGHIJKLMNOPQRSTUVWXYZ"))
	f.Add([]byte{})
	f.Add(bytes.Repeat([]byte{0xff}, 160))
	f.Add(bytes.Repeat([]byte{0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13}, 12))
	f.Add(bytes.Repeat([]byte{3, 1, 0, 1, 0, 7, 0, 3, 1, 1, 9, 1, 0, 0, 0, 1, 7, 1, 0, 1, 0, 9, 0, 3, 1, 1, 9, 2, 0, 0, 0, 1}, 8))
	p := params(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		b = b[:min(len(b), 16*200)]
		e := engine(p, people()...)
		var kept []told
		for i := 0; len(b) >= 16; i++ {
			x := decoded(i, b[:16])
			switch b[0] % 8 {
			case 6:
				id := strconv.Itoa(int(b[1]))
				e.Retract(id)
				kept = slices.DeleteFunc(kept, func(x told) bool { return x.id() == id })
			case 7:
				e.Enrol(people()[int(b[1])%3])
			default:
				before := len(e.RefusedLines())
				refused := refusals(e)
				tell(e, x)
				if refusals(e) == refused && len(e.RefusedLines()) == before {
					kept = append(kept, x)
				}
			}
			b = b[16:]
		}
		numbersOnly(t, e)
		ordered := engine(p, people()...)
		tell(ordered, inOrder(kept)...)
		if states(ordered) != states(e) {
			t.Error("the order of arrival shows")
		}
	})
}

func refusals(e *detect.Engine) int {
	n := 0
	for _, k := range e.Refused {
		n += k
	}
	return n
}

// decoded makes a sighting or a contact of sixteen bytes.
func decoded(i int, b []byte) told {
	who := outrider.PersonID("p-" + strconv.Itoa(1+int(b[1])%4))
	at := day0.Add(time.Duration(int16(binary.BigEndian.Uint16(b[2:]))) * time.Hour)
	recorded := day0.Add(time.Duration(int16(binary.BigEndian.Uint16(b[4:]))) * time.Hour)
	id := strconv.Itoa(i)
	if b[6]&1 != 0 {
		id = strconv.Itoa(int(b[7]))
	}
	kinds := append(slices.Clone(outrider.SelectorKinds), "airship")
	s := outrider.Selector{Kind: kinds[int(b[8])%len(kinds)], Value: []string{"AA11KLM", "AA12KLM", "AA1?KLM", "AA*", "*", "????????????", "", "\xff\x00", "A"}[int(b[9])%9], Partial: b[6]&2 != 0}
	if b[0]%8 == 5 {
		return told{contact: &outrider.Contact{ID: id, Person: who, Reporter: "r", At: at, Recorded: recorded, Story: string(b[10:11]), Subject: outrider.SubjectToken(b[11:12]), Selectors: []outrider.Selector{s}}}
	}
	x := outrider.Sighting{ID: id, Person: who, Reporter: string(b[10:11]), At: at, Recorded: recorded, Selector: s}
	x.Sensor = []outrider.Sensor{outrider.SensorHuman, outrider.SensorANPR, outrider.SensorBLE, "?", outrider.SensorContact}[int(b[11])%5]
	x.Place = []outrider.Place{{}, {Name: "a square"}, {Declared: "home"}, {Declared: "nowhere"}, spot(float64(int8(b[12])), float64(int8(b[13]))), spot(51+float64(b[12])/64, float64(b[13])/64), spot(90, 180), spot(math.NaN(), 0)}[int(b[14])%8]
	x.Event = []string{"", "", "e-1", "e-2"}[int(b[15])%4]
	x.Grade = outrider.Grade{Scheme: outrider.SchemeAdmiralty, Source: string(b[15:16])}
	if b[6]&4 != 0 {
		x.Behaviour = []outrider.Behaviour{outrider.Behaviours[int(b[7])%len(outrider.Behaviours)]}
	}
	if b[6]&24 == 24 {
		x.CopyOf = "0"
	}
	return told{sighting: x}
}

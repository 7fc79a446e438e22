// Package selector knows the things a stranger can be recognised by: plates,
// phones, addresses, accounts, devices, papers. For each kind it has the same few
// verbs: parse to a canonical form, say how specific the value is, compare,
// redact for display, and fold text of every script for search.
package selector

import (
	"net/mail"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"github.com/nyaruka/phonenumbers"
	"golang.org/x/net/idna"
	"golang.org/x/text/unicode/norm"

	"outrider"
)

// Hint is what the reader of a value knows about where it comes from.
type Hint struct {
	Country string // ISO alpha-2 of a plate or document
	Region  string // ISO alpha-2 in which a national phone number is dialled
}

// maxRaw bounds what is looked at; longer values are refused by name.
const maxRaw = 512

// Parse turns a value as written into a selector in canonical form. What could
// not be settled comes back as notices; what was not read stays unread ("?", "*").
func Parse(kind outrider.SelectorKind, raw string, hint Hint) (outrider.Selector, []outrider.Notice, error) {
	s := outrider.Selector{Kind: kind, Raw: strings.TrimSpace(raw), Country: strings.ToUpper(hint.Country)}
	if s.Raw == "" || len(s.Raw) > maxRaw {
		return s, nil, outrider.Invalid("a selector has 1 to %d bytes", maxRaw)
	}
	if !slices.Contains(outrider.SelectorKinds, kind) {
		return s, nil, outrider.Invalid("unknown kind of selector")
	}
	s.Raw = strings.ToValidUTF8(s.Raw, "\uFFFD")
	parse := parsers[kind]
	if parse == nil {
		parse = parseOther
	}
	notes, err := parse(&s, hint)
	if err == nil && s.Value == "" {
		err = outrider.Invalid("nothing is left of this %s once spaces and signs are dropped", kind)
	}
	if s.Raw == s.Value {
		s.Raw = ""
	}
	return s, notes, err
}

// parser brings one kind to its canonical form.
type parser func(*outrider.Selector, Hint) ([]outrider.Notice, error)

var parsers = map[outrider.SelectorKind]parser{
	outrider.SelectorPlate:       parsePlate,
	outrider.SelectorPhone:       parsePhone,
	outrider.SelectorEmail:       parseEmail,
	outrider.SelectorURL:         parseURL,
	outrider.SelectorHandle:      parseHandle,
	outrider.SelectorDevice:      parseDevice,
	outrider.SelectorDocument:    parseDocument,
	outrider.SelectorAccount:     parseDocument,
	outrider.SelectorDescription: parseDescription,
}

func note(what string) []outrider.Notice { return []outrider.Notice{{What: what}} }

// lookalike folds Cyrillic and Greek capitals that plates use for Latin ones.
var lookalike = map[rune]rune{'А': 'A', 'В': 'B', 'Е': 'E', 'К': 'K', 'М': 'M', 'Н': 'H', 'О': 'O', 'Р': 'P', 'С': 'C', 'Т': 'T', 'У': 'Y', 'Х': 'X', 'І': 'I',
	'Α': 'A', 'Β': 'B', 'Ε': 'E', 'Ζ': 'Z', 'Η': 'H', 'Ι': 'I', 'Κ': 'K', 'Μ': 'M', 'Ν': 'N', 'Ο': 'O', 'Ρ': 'P', 'Τ': 'T', 'Υ': 'Y', 'Χ': 'X'}

// parsePlate keeps letters, digits and the marks of what was not read. Unread
// characters stay unread: a partial plate never becomes a whole one.
func parsePlate(s *outrider.Selector, _ Hint) ([]outrider.Notice, error) {
	var b strings.Builder
	folded := false
	for _, r := range strings.ToUpper(norm.NFKC.String(s.Raw)) {
		if l, ok := lookalike[r]; ok {
			r, folded = l, true
		}
		switch {
		case r == '?' || r == '*':
			s.Partial = true
			b.WriteRune(r)
		case r == '.' && strings.Contains(s.Raw, ".."), r == '…':
			s.Partial = true
			b.WriteRune('*')
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(asciiDigit(r))
		}
	}
	s.Value = squeeze(b.String())
	if strings.Trim(s.Value, "*?") == "" {
		s.Value = ""
	}
	if folded {
		return note("letters of another alphabet in the plate were read as their Latin look-alikes"), nil
	}
	return nil, nil
}

// squeeze makes one star of several.
func squeeze(s string) string {
	for strings.Contains(s, "**") {
		s = strings.ReplaceAll(s, "**", "*")
	}
	return s
}

// parsePhone brings a number to E.164. A national number without a region is
// kept as digits and marked partial: the country is never guessed.
func parsePhone(s *outrider.Selector, h Hint) ([]outrider.Notice, error) {
	raw := asciiDigits(norm.NFKC.String(s.Raw))
	if strings.HasPrefix(raw, "00") {
		raw = "+" + raw[2:]
	}
	region := strings.ToUpper(h.Region)
	if region == "" {
		region = "ZZ"
	}
	if n, err := phonenumbers.Parse(raw, region); err == nil {
		s.Value = phonenumbers.Format(n, phonenumbers.E164)
		if !phonenumbers.IsPossibleNumber(n) {
			return note("this phone number has an unusual length for its country"), nil
		}
		return nil, nil
	}
	digits := onlyDigits(raw)
	for strings.HasPrefix(digits, "00") { // the prefix of an international call, or nothing
		digits = digits[2:]
	}
	if len(digits) < 3 {
		return nil, outrider.Invalid("a phone number has at least 3 digits")
	}
	s.Value, s.Partial = digits, true
	return note("the phone number has no country; kept as it is, it is compared by its last digits only"), nil
}

// parseEmail lower-cases an address and writes its domain in ASCII.
func parseEmail(s *outrider.Selector, _ Hint) ([]outrider.Notice, error) {
	a, err := mail.ParseAddress(s.Raw)
	if err != nil {
		return nil, outrider.Invalid("this is not an e-mail address")
	}
	at := strings.LastIndexByte(a.Address, '@')
	domain, err := idna.Lookup.ToASCII(strings.ToLower(a.Address[at+1:]))
	if err != nil || domain == "" {
		return nil, outrider.Invalid("the domain of this e-mail address cannot exist")
	}
	s.Value = norm.NFC.String(strings.ToLower(norm.NFC.String(a.Address[:at]))) + "@" + domain
	return nil, nil
}

// parseURL lower-cases scheme and host, drops a default port, the fragment and
// any user part; path and query stay as they are.
func parseURL(s *outrider.Selector, _ Hint) ([]outrider.Notice, error) {
	raw := s.Raw
	if !strings.Contains(raw, "://") {
		raw = "https://" + raw
	}
	u, err := url.Parse(raw)
	if err != nil || u.Hostname() == "" {
		return nil, outrider.Invalid("this is not a web address")
	}
	host, err := idna.Lookup.ToASCII(strings.ToLower(u.Hostname()))
	if err != nil || host == "" { // a host of invisible characters only is none
		return nil, outrider.Invalid("the host of this web address cannot exist")
	}
	if p := u.Port(); p != "" && p != "443" && p != "80" {
		host += ":" + p
	}
	var notes []outrider.Notice
	if u.User != nil {
		notes = note("a user name or password in the web address was dropped")
	}
	s.Value = (&url.URL{Scheme: strings.ToLower(u.Scheme), Host: host, Path: strings.TrimSuffix(u.Path, "/"), RawQuery: strings.TrimSpace(u.RawQuery)}).String()
	return notes, nil
}

// parseHandle keeps "platform:name"; a name without platform is one of its own.
func parseHandle(s *outrider.Selector, _ Hint) ([]outrider.Notice, error) {
	v := norm.NFKC.String(strings.ToLower(norm.NFKC.String(s.Raw))) // small letters may compose anew
	platform, name, ok := strings.Cut(v, ":")
	if !ok {
		platform, name = "", v
	}
	name = strings.TrimSpace(strings.TrimLeftFunc(name, func(r rune) bool { return r == '@' || unicode.IsSpace(r) }))
	s.Value = name
	if ok && name != "" {
		s.Value = strings.TrimSpace(platform) + ":" + name
		return nil, nil
	}
	return note("no platform given: the same name on two platforms will look like one"), nil
}

// parseDevice reads a hardware address or an IMEI, whose check digit is tried.
func parseDevice(s *outrider.Selector, _ Hint) ([]outrider.Notice, error) {
	s.Value = alnum(strings.ToUpper(norm.NFKC.String(s.Raw)))
	if len(s.Value) == 15 && onlyDigits(s.Value) == s.Value && !luhn(s.Value) {
		return note("the last digit of this IMEI does not fit the others: perhaps misread"), nil
	}
	return nil, nil
}

func parseDocument(s *outrider.Selector, _ Hint) ([]outrider.Notice, error) {
	s.Value = alnum(strings.ToUpper(norm.NFKC.String(s.Raw)))
	return nil, nil
}

func parseOther(s *outrider.Selector, _ Hint) ([]outrider.Notice, error) {
	s.Value = strings.Join(strings.Fields(norm.NFKC.String(strings.ToLower(norm.NFKC.String(s.Raw)))), " ")
	return nil, nil
}

// luhn checks the last digit of a number against the others (ISO/IEC 7812).
func luhn(digits string) bool {
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}

func alnum(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return asciiDigit(r)
		}
		return -1
	}, s)
}

func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}

func asciiDigits(s string) string { return strings.Map(asciiDigit, s) }

// asciiDigit writes a decimal digit of any script as 0 to 9. Unicode keeps the
// ten digits of a script together, from its zero.
func asciiDigit(r rune) rune {
	if r < 0x80 || !unicode.Is(unicode.Nd, r) {
		return r
	}
	for d := rune(0); d <= 9; d++ {
		if !unicode.Is(unicode.Nd, r-d-1) {
			return '0' + d
		}
		if _, start := zeroOf[r-d]; start {
			return '0' + d
		}
	}
	return r
}

// zeroOf lists zeros that follow directly on the nine of another set of digits,
// where looking for the start of the run would go too far.
var zeroOf = map[rune]struct{}{0x1D7D8: {}, 0x1D7E2: {}, 0x1D7EC: {}, 0x1D7F6: {}, 0x1A90: {}}

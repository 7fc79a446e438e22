// Package article turns a saved article, HTML or plain text, into one graded
// open-source report: title, outlet, date where stated, whom it credits, and the
// text without what the outlet says about itself.
//
// Two dangers decide its rules. An appeal for donations names the outlet's
// subjects of the day and would be taken for news; and a rule that cuts too much
// would lose the one sentence that matters. What is cut is therefore counted in a
// notice, and nothing is cut where more than half of the text would go.
package article

import (
	"fmt"
	"regexp"
	"strings"

	"outrider"
	"outrider/internal/intake"
)

// Bounds of one article. Four times what a report keeps is enough to cut from.
const (
	maxFile  = 8 << 20
	maxStory = 4 * outrider.MaxText
	maxTitle = 300 // bytes; a longer first line is no headline but a text without line ends
)

// piece is an article on its way to a report.
type piece struct {
	title, outlet, byline, url, dated, language string
	blocks                                      []string
	size                                        int // of the blocks
	notes                                       []outrider.Notice
}

// Read reads one saved article. What cannot be an article is refused by name.
func Read(name string, data []byte) intake.Result {
	var res intake.Result
	if len(data) > maxFile {
		res.Refuse(name, "the file is larger than an article can be; copy the story into a text file")
		return res
	}
	text, notes, err := intake.Decode(data)
	if err != nil {
		res.RefuseError(name, err)
		return res
	}
	text, hidden := intake.Clean(text)
	p := piece{notes: append(notes, hidden...)}
	if intake.Sniff([]byte(text)) != intake.FormatHTML {
		p.plain(text)
	} else if err := p.html(text); err != nil {
		res.RefuseError(name, err)
		return res
	}
	p.tidy()
	p.cut()
	d := p.draft(name)
	if strings.TrimSpace(d.Report.Text) == "" {
		res.Refuse(name, "no text was found in it")
		return res
	}
	res.Drafts = append(res.Drafts, d)
	return res
}

// plain reads the raw text of a page: the first line is the title.
func (p *piece) plain(text string) {
	for line := range strings.Lines(text) {
		for _, part := range unglue(strings.TrimSpace(line)) {
			if part == "" {
				continue
			}
			if p.title == "" && len(p.blocks) == 0 && len(part) <= maxTitle {
				p.title = part
				continue
			}
			p.block(part)
		}
	}
	p.dateline()
}

// block adds a line of the story, as long as there is room.
func (p *piece) block(s string) {
	room := maxStory - p.size
	p.size += len(s)
	if len(s) > room {
		s = strings.ToValidUTF8(s[:max(room, 0)], "")
	}
	if s != "" {
		p.blocks = append(p.blocks, s)
	}
}

// tidy takes hidden characters out of what a page wrote as entities or in JSON,
// where the cleaning of its bytes did not see them, and bounds what it says of
// itself.
func (p *piece) tidy() {
	for _, s := range []*string{&p.title, &p.outlet, &p.byline, &p.url} {
		*s = p.clean(*s)
		if len(*s) > maxTitle {
			*s = strings.ToValidUTF8((*s)[:maxTitle], "") + "…"
		}
	}
	for i, b := range p.blocks {
		p.blocks[i] = p.clean(b)
	}
	if p.size > maxStory {
		p.note("longer than an article can be; only its beginning was read")
	}
	if p.url != "" && !strings.HasPrefix(p.url, "https://") && !strings.HasPrefix(p.url, "http://") {
		p.url = ""
		p.note("the address it gives for itself is no web address; left out")
	}
}

func (p *piece) clean(s string) string {
	s, notes := intake.Clean(s)
	p.notes = append(p.notes, notes...)
	return s
}

// glued finds where a scraper lost the line end between two sentences: a small
// letter, a full stop, and at once a capital and a small letter.
var glued = regexp.MustCompile(`(\p{Ll}{2}[.!?]["”’)]?)(\p{Lu}[\p{Ll} ])`)

// unglue cuts a line where its line ends were lost.
func unglue(line string) []string {
	return strings.Split(glued.ReplaceAllString(line, "$1\n$2"), "\n")
}

// datelineWords introduce the date of publication on a line of its own.
var datelineWords = regexp.MustCompile(`(?i)^(?:published|updated|posted|date|опубликовано|منتشر شده)[:\s]+(?:on\s+)?(.{6,40})$`)

// dateline takes a stated date from the first or last lines; a date inside a
// sentence is the story's, not the article's.
func (p *piece) dateline() {
	for i, b := range p.blocks {
		if i > 4 && i < len(p.blocks)-3 {
			continue
		}
		if m := datelineWords.FindStringSubmatch(b); m != nil {
			if w, _, err := intake.Time(m[1], intake.TimeHint{}); err == nil && (!w.IsZero() || w.Ambiguous != "") {
				p.dated = m[1]
				p.blocks = append(p.blocks[:i:i], p.blocks[i+1:]...)
				return
			}
		}
	}
}

// draft makes the report: open source, not graded beyond "cannot be judged",
// because a program does not know an outlet's record.
func (p *piece) draft(name string) outrider.Draft {
	text := strings.Join(p.blocks, "\n")
	d := outrider.Draft{Where: name}
	if len(text) > outrider.MaxText {
		text = strings.ToValidUTF8(text[:outrider.MaxText], "")
		p.note("the text was cut at %d bytes", outrider.MaxText)
	}
	pub := &outrider.Publication{Title: p.title, Outlet: p.outlet, URL: p.url, Byline: p.byline, Cites: cites(text), Agency: agency(text)}
	d.Report = outrider.Report{Kind: outrider.KindOther, Text: text, Language: p.language, Channel: outrider.ChannelOpenSource,
		Observer: "open-source", Handling: outrider.Handling{TLP: outrider.TLPClear, PAP: outrider.PAPClear},
		Grade: outrider.Grade{Scheme: outrider.SchemeAdmiralty, Source: "F", Content: "6"}, Publication: pub}
	if p.dated != "" {
		w, notes, err := intake.Time(p.dated, intake.TimeHint{})
		switch {
		case err == nil:
			pub.Dated, d.Report.Occurred = w, w
			p.notes = append(p.notes, notes...)
		default:
			p.note("its date could not be read")
		}
	} else {
		p.note("no date is stated; say when it happened if you know")
	}
	d.Warnings = intake.At(name, p.notes)
	return d
}

func (p *piece) note(format string, args ...any) {
	p.notes = append(p.notes, outrider.Notice{What: fmt.Sprintf(format, args...)})
}

// told finds the source that an account credits: "told Sky News", "according to
// the ministry", "первым сообщил ...". The first one is taken.
var told = regexp.MustCompile(`(?:^|\P{L})(?i:told|according to|in an interview with|first reported by|said in a statement to|сообщил[аи]?|по данным)\s+(?:the\s+)?((?:\p{Lu}[\p{L}\p{N}.&-]*)(?:\s+(?:\p{Lu}[\p{L}\p{N}.&-]*|of|de|und|and))*)`)

func cites(text string) string {
	m := told.FindStringSubmatch(text)
	if m == nil {
		return ""
	}
	return strings.TrimSuffix(strings.TrimSuffix(strings.TrimRight(m[1], ".-"), " and"), " of")
}

// agencies are wire agencies whose text many outlets reprint.
var agencies = regexp.MustCompile(`(?:^|\P{L})(Reuters|Associated Press|AFP|Agence France-Presse|PA Media|dpa|Interfax|TASS|ТАСС|Интерфакс|IRNA|ISNA|Anadolu|Xinhua|EFE|ANSA|Kyodo|Ritzau|APA)(?:\P{L}|$)`)

// credit is a line or bracket that credits an agency: "(Reuters)", "CITY (AP) -",
// "With reporting by dpa". A mention in a sentence is not a credit.
var credit = regexp.MustCompile(`(?i)\(\s*(?:by\s+)?([\p{L} .-]{2,24})\s*\)|(?:reporting by|with material from|source:|mit material von|с материалами)\s+([\p{L} .-]{2,24})`)

func agency(text string) string {
	for _, m := range credit.FindAllStringSubmatch(text, 64) {
		if a := agencies.FindStringSubmatch(m[1] + " " + m[2]); a != nil {
			return a[1]
		}
		if strings.TrimSpace(m[1]) == "AP" {
			return "Associated Press"
		}
	}
	return ""
}

package article

import (
	"regexp"
	"strings"
)

// appeal matches what outlets say to readers about money, accounts and apps.
var appeal = regexp.MustCompile(`(?i)` + strings.Join([]string{
	`\byour (?:support|donation|contribution|subscription)\b`, `\b(?:support|fund) (?:our|independent|quality) (?:journalism|reporting|work)\b`,
	`\bdonate (?:now|today|here)\b`, `\bmake a (?:donation|contribution)\b`, `\bbecome a (?:member|subscriber|supporter)\b`, `\bpaywalls?\b`,
	`\bsubscribe (?:now|today|here|to)\b`, `\bsign up (?:to|for) (?:our|the|receive)\b`, `\b(?:our|the) (?:free )?(?:daily |weekly |morning )?newsletters?\b.*\b(?:inbox|sign|subscribe|get|receive)\b`,
	`\bstraight to your inbox\b`, `\bdownload (?:our|the) app\b`, `\bfollow us on\b`, `\bjoin our (?:commenting|telegram|whatsapp|community)\b`,
	`\bthought-provoking conversations\b`, `\bplease enter your (?:comment|name)\b`, `\bleave a (?:comment|reply)\b`, `\bview comments\b`,
	`\bwe use cookies\b`, `\baccept (?:all )?cookies\b`, `\badvertisement\b.{0,20}$`, `\ball rights reserved\b`, `^(?:©|\(c\)|copyright\b)`,
	`\bunterstützen sie (?:unsere|unseren|uns)\b`, `\bjetzt abonnieren\b`, `\bnewsletter (?:abonnieren|bestellen)\b`, `\babonnez-vous\b`, `\bfaites un don\b`, `\bsoutenez\b.{0,30}\b(?:journal|rédaction|presse)`,
	`\bsuscr[ií]bete\b`, `\bhaz(?:te)? (?:una donaci[oó]n|socio)\b`, `поддержите (?:нас|нашу|редакцию|независим)`, `подпишитесь на`, `подписывайтесь на`, `оформите (?:подписку|пожертвование)`,
	`оставить комментарий`, `از ما حمایت کنید`, `عضو (?:کانال|خبرنامه)`, `اشترك في`, `ادعم(?:وا)? `,
}, "|"))

// pointer matches lines that only point elsewhere.
var pointer = regexp.MustCompile(`(?i)^(?:read more|read also|related(?: articles?| stories)?|see also|more on this|recommended|watch|listen|in pictures|don't miss|mehr zum thema|lesen sie auch|lire aussi|leer m[aá]s|читайте также|читать далее|بیشتر بخوانید|اقرأ أيضا)\s*[:>»|]`)

// alone matches lines that are nothing but a label of the page.
var alone = regexp.MustCompile(`(?i)^(?:comments?|\d+ comments?|share(?: this)?|tweet|e-?mail|print|save|facebook|twitter|whatsapp|telegram|copy link|advertisement|ad|subscribe|sign in|log in|menu|search|newsletter|popular videos?|most read|trending|kommentare?|teilen|commentaires|partager|комментарии|поделиться|نظرات|اشتراک.?گذاری)\s*$`)

// label matches a label that a scraper glued to the line after it: "CommentsThe
// minister ...". A real word is never followed at once by a capital.
var label = regexp.MustCompile(`^(?:Comments|Share|Advertisement|Subscribe|Related|Trending)(\p{Lu}\p{Ll})`)

// ours matches an outlet that speaks of itself, outside quotation marks.
var ours = regexp.MustCompile(`(?i)(?:^|\P{L})(?:we|our|us|wir|unsere?|nous|notre|nuestr[oa]s?|мы|наш[аеиу]?)(?:\P{L}|$)`)

var quoted = regexp.MustCompile(`“[^”]*”?|"[^"]*"?|«[^»]*»?|„[^“]*“?`)

// bridge is how many lines may lie between two lines of one appeal.
const bridge = 4

// cut takes the outlet's own words out of the blocks. A line that asks for money,
// points elsewhere or labels the page goes; so does a line between two appeals in
// which the outlet speaks of itself. Where more than half of the text would go,
// nothing does, and a notice says so.
func (p *piece) cut() {
	drop := p.marked()
	total, gone, n := 0, 0, 0
	for i, b := range p.blocks {
		total += len(b)
		if drop[i] {
			gone, n = gone+len(b), n+1
		}
	}
	if n == 0 {
		return
	}
	if 2*gone > total {
		p.note("over half of it looks like the outlet's own appeals; nothing was cut: look at it")
		return
	}
	var kept []string
	for i, b := range p.blocks {
		if !drop[i] {
			kept = append(kept, b)
		}
	}
	p.blocks = kept
	p.note("cut away: %d lines of appeals, pointers and page labels, %d of %d characters", n, gone, total)
}

// marked says which blocks are not the story.
func (p *piece) marked() []bool {
	drop, lastAppeal := make([]bool, len(p.blocks)), -1
	for i, b := range p.blocks {
		if m := label.FindString(b); m != "" {
			p.blocks[i] = strings.TrimSpace(b[len(m)-len(label.FindStringSubmatch(b)[1]):])
			b = p.blocks[i]
		}
		switch {
		case isAppeal(b):
			if lastAppeal >= 0 && i-lastAppeal <= bridge {
				p.between(drop, lastAppeal, i)
			}
			drop[i], lastAppeal = true, i
		case pointer.MatchString(b) && len(b) < 240, alone.MatchString(b):
			drop[i] = true
		}
	}
	return drop
}

// between drops the lines of one appeal in which the outlet speaks of itself.
func (p *piece) between(drop []bool, from, to int) {
	for j := from + 1; j < to; j++ {
		if ours.MatchString(quoted.ReplaceAllString(p.blocks[j], "")) {
			drop[j] = true
		}
	}
}

// isAppeal looks outside quotation marks: somebody quoted in the story may well
// say "your support".
func isAppeal(b string) bool { return appeal.MatchString(quoted.ReplaceAllString(b, "")) }

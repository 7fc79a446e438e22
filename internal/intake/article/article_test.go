package article_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"outrider"
	"outrider/internal/intake"
	"outrider/internal/intake/article"
)

func one(t *testing.T, name, text string) outrider.Draft {
	t.Helper()
	res := article.Read(name, []byte(text))
	if len(res.Drafts) != 1 {
		t.Fatalf("%s: %d drafts, refused %v", name, len(res.Drafts), res.Refused)
	}
	return res.Drafts[0]
}

const page = `<!doctype html><html lang="en-GB"><head><title>Old title | Gull</title>
<meta property="og:site_name" content="The Invented Gull"><meta name="author" content="A. Writer">
<script type="application/ld+json">{"@graph":[{"@type":"NewsArticle","headline":"Editor named on state television","datePublished":"2026-01-05T09:30:00+01:00"}]}</script></head>
<body><nav>Home News Sport</nav><article><h1>Editor named on state television</h1>
<p>The editor of the invented Courier was named on state television, a producer told Channel Nine.</p>
<aside>Most read</aside><p>Your support makes our reporting possible. Donate today.</p>
<p>“Your support means everything to me,” the editor said.</p><p>Read more: ten invented things</p><p>(Reuters)</p></article><footer>All rights reserved</footer></body></html>`

func TestHTML(t *testing.T) {
	d := one(t, "page.html", page)
	pub := d.Report.Publication
	if pub.Title != "Editor named on state television" || pub.Outlet != "The Invented Gull" || pub.Byline != "A. Writer" || d.Report.Language != "en" {
		t.Errorf("the page says of itself %+v, language %q", pub, d.Report.Language)
	}
	if got := pub.Dated.From.UTC().Format("2006-01-02 15:04"); got != "2026-01-05 08:30" {
		t.Errorf("dated %s", got)
	}
	if pub.Cites != "Channel Nine" || pub.Agency != "Reuters" {
		t.Errorf("cites %q, agency %q", pub.Cites, pub.Agency)
	}
	for _, want := range []string{"named on state television, a producer", "means everything to me"} {
		if !strings.Contains(d.Report.Text, want) {
			t.Errorf("the story lost %q:\n%s", want, d.Report.Text)
		}
	}
	for _, not := range []string{"Donate", "Read more", "Most read", "Home News", "rights reserved"} {
		if strings.Contains(d.Report.Text, not) {
			t.Errorf("%q is not the story:\n%s", not, d.Report.Text)
		}
	}
	if d.Report.Channel != outrider.ChannelOpenSource || d.Report.Grade.Source != "F" {
		t.Errorf("an article nobody has judged is %s, grade %+v", d.Report.Channel, d.Report.Grade)
	}
}

func TestPlainText(t *testing.T) {
	d := one(t, "a.txt", "A headline of our own\nPublished: 3 April 2025\nThe first sentence of the invented story.The second one lost its line end.\n\nRead More: another thing\n\nCommentsThe third sentence was glued to a label.\nComments")
	if d.Report.Publication.Title != "A headline of our own" || d.Report.Occurred.String() != "2025-04-03" {
		t.Errorf("title %q, occurred %s", d.Report.Publication.Title, d.Report.Occurred)
	}
	want := "The first sentence of the invented story.\nThe second one lost its line end.\nThe third sentence was glued to a label."
	if d.Report.Text != want {
		t.Errorf("text:\n%s\nwant:\n%s", d.Report.Text, want)
	}
}

func TestWhomAnAccountCredits(t *testing.T) {
	for text, want := range map[string]string{
		"According to Zembla State Radio, the file is long.":        "Zembla State Radio",
		"The minister told the Invented Gull that it is so.":        "Invented Gull",
		"A spokesman told reporters nothing.":                       "",
		"Об этом сообщило агентство; по данным Радио Зембла, тихо.": "Радио Зембла",
	} {
		if got := one(t, "a.txt", "Title\n"+text).Report.Publication.Cites; got != want {
			t.Errorf("%q credits %q, want %q", text, got, want)
		}
	}
}

// Word boundaries of regular expressions know ASCII only.
func TestOtherScripts(t *testing.T) {
	d := one(t, "a.txt", "Заголовок\nОпубликовано: 3 апреля 2025\nВыдуманный город проснулся рано, и ничего в нём не случилось за весь день. (ТАСС)\n"+
		"Поддержите нашу редакцию!\nСегодня мы пишем для вас.\nПодпишитесь на рассылку.")
	if d.Report.Occurred.String() != "2025-04-03" || d.Report.Publication.Agency != "ТАСС" {
		t.Errorf("dated %s, agency %q", d.Report.Occurred, d.Report.Publication.Agency)
	}
	if strings.Contains(d.Report.Text, "мы пишем") || !strings.Contains(d.Report.Text, "проснулся рано") {
		t.Errorf("the appeal was not cut, or too much:\n%s", d.Report.Text)
	}
}

func TestDoubtfulDateStaysOpen(t *testing.T) {
	d := one(t, "a.txt", "Title\nPublished: 03/04/2025\nSomething happened in an invented town.")
	if d.Report.Occurred.Ambiguous == "" {
		t.Errorf("03/04/2025 was read as %s without a doubt", d.Report.Occurred)
	}
}

func TestNothingIsCutWhereMostWouldGo(t *testing.T) {
	d := one(t, "a.txt", "Title\nShort.\nYour donation pays for our reporting, and we thank you for it at length, again and again.")
	if !strings.Contains(d.Report.Text, "donation") {
		t.Error("over half of the text was cut")
	}
}

func TestRefusals(t *testing.T) {
	for name, data := range map[string]string{"zip": "PK\x03\x04aaaa", "empty": " \n ", "title only": "Just a title", "script only": "<html><script>x</script></html>"} {
		if res := article.Read(name, []byte(data)); len(res.Refused) != 1 || len(res.Drafts) != 0 {
			t.Errorf("%s: %d drafts, refused %v", name, len(res.Drafts), res.Refused)
		}
	}
}

func TestDeepPage(t *testing.T) {
	deep := "<html><body>" + strings.Repeat("<div>", 3000) + "buried" + strings.Repeat("</div>", 3000) + "<p>On top of it all, a sentence.</p></body></html>"
	res := article.Read("deep.html", []byte(deep))
	if len(res.Drafts) != 0 || len(res.Refused) != 1 || !strings.Contains(res.Refused[0].What, "nested too deeply") {
		t.Errorf("a deep page gave %d drafts and %v", len(res.Drafts), res.Refused)
	}
}

// What a page writes as entities or in JSON is seen only after its bytes were
// cleaned, and may not come through.
func TestHiddenCharactersInEntities(t *testing.T) {
	d := one(t, "page.html", `<html lang="\xff\xff"><head><title>A&#x202e;B</title><meta property="og:url" content="javascript:alert(1)">
<script type="application/ld+json">{"@type":["NewsArticle"],"author":{"name":"W\u202eriter"}}</script></head><body><p>The van&#8238; stood&#x200b; there.</p></body></html>`)
	if d.Report.Text != "The van stood there." || d.Report.Publication.Title != "AB" || d.Report.Publication.Byline != "Writer" {
		t.Errorf("%q, %+v", d.Report.Text, d.Report.Publication)
	}
	if d.Report.Publication.URL != "" || d.Report.Language != "" {
		t.Errorf("address %q, language %q", d.Report.Publication.URL, d.Report.Language)
	}
	if len(d.Warnings) < 5 {
		t.Errorf("nobody is told: %v", d.Warnings)
	}
}

func TestLongLines(t *testing.T) {
	d := one(t, "a.txt", strings.Repeat("An ordinary sentence without a line end. ", 100))
	if d.Report.Publication.Title != "" || len(d.Report.Text) < 4000 {
		t.Errorf("a text without line ends became a title of %d bytes and a text of %d", len(d.Report.Publication.Title), len(d.Report.Text))
	}
	d = one(t, "c.txt", strings.Repeat("An ordinary sentence without a line end. ", 70_000))
	if len(d.Report.Text) < outrider.MaxText/2 {
		t.Errorf("of one endless line %d bytes are left", len(d.Report.Text))
	}
	d = one(t, "b.txt", "Title\n"+strings.Repeat("An ordinary sentence about nothing.\n", 70_000))
	if len(d.Report.Text) > outrider.MaxText || !strings.Contains(d.Warnings[0].What, "longer than an article") {
		t.Errorf("a text of %d bytes, %v", len(d.Report.Text), d.Warnings)
	}
}

// TestRealArticles reads real scraped pages, which are not part of the repository.
func TestRealArticles(t *testing.T) {
	dir := os.Getenv("OUTRIDER_SHARED")
	if dir == "" {
		t.Skip("OUTRIDER_SHARED is not set: large-data check skipped")
	}
	files, err := filepath.Glob(filepath.Join(dir, "seeds", "*.txt"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no articles: %v", err)
	}
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		d := one(t, filepath.Base(f), string(data))
		for _, not := range []string{"donation", "paywall", "Read More", "commenting forum", "enter your comment", "enter your name", "conversations"} {
			if strings.Contains(d.Report.Text, not) {
				t.Errorf("%s: %q is left", filepath.Base(f), not)
			}
		}
		if kept := float64(len(d.Report.Text)) / float64(len(data)); kept < 0.6 {
			t.Errorf("%s: only %.0f %% of it was kept", filepath.Base(f), 100*kept)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(page))
	f.Add([]byte("Title\nText of it.Next\x00\u202e"))
	f.Add([]byte("<html><script type=\"application/ld+json\">[[[{\"@graph\":[]}]]]</script>"))
	f.Fuzz(func(t *testing.T, b []byte) {
		res := article.Read("f", b)
		if len(res.Drafts)+len(res.Refused) == 0 {
			t.Error("neither read nor refused")
		}
		for _, d := range res.Drafts {
			d.Report.ID = "r-1"
			if err := d.Report.Validate(); err != nil {
				t.Errorf("a draft that the desk would refuse: %v", err)
			}
			if clean, _ := intake.Clean(d.Report.Text); clean != d.Report.Text {
				t.Error("hidden characters are left in the text")
			}
		}
	})
}

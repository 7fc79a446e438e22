package intake

import (
	"strings"

	"outrider/internal/selector"
)

// month is a month by its name; persian months are of that calendar.
type month struct {
	n       int
	persian bool
}

// monthNames lists how months are written, January first, in the languages of
// the people this is for. Names are folded when the table is made.
const monthNames = `january jan января январь янв ژانویه يناير كانون` + "\u200c" + `الثاني ocak
february feb февраля февраль фев февр فوریه فبراير شباط şubat
march mar марта март мар مارس مارس آذار mart
april apr апреля апрель апр آوریل أبريل نيسان nisan
may мая май مه مايو أيار mayıs
june jun июня июнь июн ژوئن يونيو حزيران haziran
july jul июля июль июл ژوئیه يوليو تموز temmuz
august aug августа август авг اوت أغسطس آب ağustos
september sep sept сентября сентябрь сен сент سپتامبر سبتمبر أيلول eylül
october oct октября октябрь окт اکتبر أكتوبر ekim
november nov ноября ноябрь ноя نوامبر نوفمبر kasım
december dec декабря декабрь дек دسامبر ديسمبر aralık`

// persianMonths lists the months of the Persian calendar, Farvardin first.
const persianMonths = `فروردین farvardin
اردیبهشت ordibehesht
خرداد khordad
تیر tir
مرداد mordad
شهریور shahrivar
مهر mehr
آبان aban
آذر azar
دی dey
بهمن bahman
اسفند esfand`

// months finds a month by its folded name. Persian Azar and the Levantine name of
// March fold to the same word and are left out: neither is guessed.
var months = monthTable()

func monthTable() map[string]month {
	t := map[string]month{}
	for i, line := range strings.Split(persianMonths, "\n") {
		for _, w := range strings.Fields(selector.Fold(line)) {
			t[w] = month{n: i + 1, persian: true}
		}
	}
	for i, line := range strings.Split(monthNames, "\n") {
		for _, w := range strings.Fields(selector.Fold(line)) {
			if m, twice := t[w]; twice && m != (month{n: i + 1}) {
				delete(t, w)
				continue
			}
			t[w] = month{n: i + 1}
		}
	}
	return t
}

// weekdays and fillers are words around a date that say nothing more about it.
var (
	weekdays = wordSet("mon tue wed thu fri sat sun tues weds thur thurs monday tuesday wednesday thursday friday saturday sunday " +
		"понедельник вторник среда четверг пятница суббота воскресенье شنبه یکشنبه دوشنبه سه\u200cشنبه چهارشنبه پنجشنبه جمعه")
	fillers = wordSet("the of on at am pm в г года год около ساعت در")
)

func wordSet(words string) map[string]bool {
	t := map[string]bool{}
	for _, w := range strings.Fields(selector.Fold(words)) {
		t[w] = true
	}
	return t
}

package fcdo

import (
	"strings"

	"outrider/internal/watchlist"
)

const root = "Designations"

func isXML(head string) bool { return strings.Contains(head, "<"+root) }

func readXML(text string, d *watchlist.Delivery) {
	d.Dated, _ = watchlist.ParseDate(watchlist.Between(text, "<DateGenerated>", "<")) // a file without a date is none the worse
	watchlist.Elements{Text: text, Root: root, Names: []string{"Designation"},
		Key:  func(part string) string { return watchlist.Between(part, "<UniqueID>", "<") },
		Each: func(n *watchlist.Node) { readDesignation(n, d) },
	}.Read(d)
}

func readDesignation(n *watchlist.Node, d *watchlist.Delivery) {
	kind, ok := kindOf(n.Get("IndividualEntityShip"))
	r := watchlist.Record{Key: n.Get("UniqueID"), Kind: kind, Rows: []int{n.Line}}
	if !ok {
		d.Note(n.Line, r.Key, "IndividualEntityShip: %q is none of the three", n.Get("IndividualEntityShip"))
	}
	r.Also = watchlist.Add(nil, n.Get("UNReferenceNumber"))
	for _, x := range n.All("Names/Name") {
		name, use := x.Join(" ", "Name1", "Name2", "Name3", "Name4", "Name5", "Name6"), useOf(x.Get("NameType"))
		r.AddName(name, use, strengthOf(x.Get("AliasStrength"), name, use, kind))
	}
	for _, x := range n.Texts("NonLatinNames/NonLatinName/NameNonLatinScript") {
		r.AddName(x, watchlist.Alias, watchlist.Strong)
	}
	r.Programmes = watchlist.Add(nil, n.Get("RegimeName"))
	r.Measures = measures(n.Get("SanctionsImposed"))
	r.Reasons = watchlist.Add(nil, n.Get("UKStatementofReasons"))
	r.ListedOn = d.Date(&r, "listed", n.Get("DateDesignated"))
	for _, a := range n.All("Addresses/Address") {
		r.Addresses = watchlist.Add(r.Addresses, a.Join(", ", "AddressLine1", "AddressLine2", "AddressLine3", "AddressLine4", "AddressLine5", "AddressLine6", "AddressPostalCode", "AddressCountry"))
	}
	readDetails(n, &r, d)
	d.Put(r)
}

// readDetails reads what is known of a person, an entity or a ship.
func readDetails(n *watchlist.Node, r *watchlist.Record, d *watchlist.Delivery) {
	for _, p := range n.All("IndividualDetails/Individual") {
		d.Births(r, p.Texts("DOBs/DOB")...)
		r.Nationalities = watchlist.Add(r.Nationalities, p.Texts("Nationalities/Nationality")...)
		for _, b := range p.All("BirthDetails/Location") {
			r.BirthPlaces = watchlist.Add(r.BirthPlaces, b.Join(", ", "TownOfBirth", "CountryOfBirth"))
		}
		for _, x := range append(p.All("PassportDetails/Passport"), p.All("NationalIdentifierDetails/NationalIdentifier")...) {
			number := x.Join(" ", "PassportNumber", "NationalIdentifierNumber")
			if number != "" {
				r.Documents = watchlist.Add(r.Documents, strings.ToLower(x.Name)+" "+number)
			}
		}
		for _, x := range p.Texts("Positions/Position") {
			r.AddOther("position", x)
		}
	}
	for _, x := range n.Texts("EntityDetails/Entity/BusinessRegistrationNumbers/BusinessRegistrationNumber") {
		r.Documents = watchlist.Add(r.Documents, "business registration number "+x)
	}
	for _, x := range n.Texts("ShipDetails/Ship/IMONumbers/IMONumber") {
		r.Documents = watchlist.Add(r.Documents, "imo number "+x)
	}
	r.AddOther("other information", n.Get("OtherInformation"))
	r.AddOther("designation source", n.Get("DesignationSource"))
	r.AddOther("ofsi group id", n.Get("OFSIGroupID"))
}

package web

// Closed is a page of a closed archive for somebody who is not logged in: what
// the operator lets it show, and the way in.
type Closed struct {
	Title    string // of the page
	TitleOf  string // language of the title, where it is an article's
	Lead     string
	Facts    []Fact
	Login    *LoginForm // nil where this page is no way in
	Redeem   *RedeemForm
	LoginURL string // instead of a form: the page that has it
}

// LoginForm asks for the password.
type LoginForm struct {
	Token   string
	To      string // path to go to then
	Message string // why the last try failed, "" for the first
}

// RedeemForm opens a share link: by a click, so that no preview bot does it.
type RedeemForm struct {
	Action string
	Token  string
}

// Shares is the page on which readers of a closed archive make links for others
// and take them back.
type Shares struct {
	Token string
	New   *NewShare // nil without an article
	Made  *Share    // the link that was just made
	List  []Share
}

// NewShare is the form of a link to an article or one passage of it.
type NewShare struct {
	Article, PID string
	Title        string
	Excerpt      string // of the passage
	Ages         []ShareAge
}

// ShareAge is how long a link may open.
type ShareAge struct {
	Days    int
	Default bool
}

// Share is a link that was made.
type Share struct {
	ID      string
	URL     string // "" once it opens nothing any more
	Title   string
	Href    string
	Passage bool
	Note    string
	Made    string
	Until   string
	State   ShareState
}

// ShareState says whether a link still opens.
type ShareState int

// The states of a link.
const (
	ShareOpen ShareState = iota
	ShareEnded
	ShareRevoked
)

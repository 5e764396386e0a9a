// The card of a name says what is marked: on hover, on focus, at the first touch.
{
	for (const a of $$("a.e[title]")) {
		a.dataset.card = a.ariaDescription = a.title;
		a.removeAttribute("title");
	}
	let touched;
	document.addEventListener("click", (e) => {
		const a = e.pointerType === "touch" && e.target.closest("[data-card]");
		if (a && a !== touched) {
			e.preventDefault();
			a.focus();
		}
		touched = a;
	});
	const away = (e) => root.classList.toggle("uncarded", e.key === "Escape");
	for (const type of ["keydown", "pointerout"]) document.addEventListener(type, away);
}

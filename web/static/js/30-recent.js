// The last searches and names stay on this device with the time they were looked
// at, so that the start page and they can say what the archive took in since.
const seen = () => { const list = store.get("seen", []); return Array.isArray(list) && setting("recent") ? list.filter((x) => /^\/(?!\/)/.test(x.h)) : []; };
const news = async (query, since, box) => {
	const at = new Date(since), q = new URLSearchParams(query);
	const days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(since).setHours(0, 0, 0, 0)) / 864e5);
	const when = days < 1 ? at.toLocaleTimeString(root.lang, { timeStyle: "short" }) : days < 2 ? t("gestern", "yesterday") : at.toLocaleDateString(root.lang, { day: "numeric", month: "long" });
	q.set("seit", since);
	try {
		const answer = await fetch("/api/v1/search?limit=0&" + q);
		const n = answer.ok && (await answer.json()).total;
		q.set("sortierung", "neueste");
		if (n) box.append(" ", make("a", { className: "new", href: link("/suche?" + q), textContent: t("seit " + when + (n > 1 ? " " + n + " neue" : " 1 neuer") + " Artikel", n + " new since " + when) }));
	} catch { /* no network: nothing to tell */ }
};
{
	const here = $("[data-watch]");
	if (here && setting("recent")) {
		const { watch: q, home: h, name: n } = here.dataset;
		const old = seen().find((x) => x.q === q), now = new Date().toISOString().slice(0, 19) + "Z";
		// Within half an hour it is the same visit.
		const p = old && (new Date(now) - new Date(old.t) > 18e5 ? old.t : old.p);
		if (p) news(q, p, here);
		store.set("seen", [{ q, h, n, t: now, p }, ...seen().filter((x) => x.q !== q)].slice(0, 12));
	}
	const box = $("[data-recent]");
	if (box && seen().length) {
		$("ul", box).append(...seen().map((x) => {
			const item = make("li", {}, make("a", { href: link(x.h), textContent: x.n }));
			news(x.q, x.t, item);
			return item;
		}));
		$("button", box).addEventListener("click", () => { store.set("seen", []); box.hidden = true; });
		box.hidden = false;
	}
}

// Settings of this device.
for (const box of $$("[data-settings]")) {
	box.hidden = false;
	for (const input of $$("[data-setting]", box)) {
		input.checked = setting(input.dataset.setting);
		input.addEventListener("change", () => {
			store.set("set." + input.dataset.setting, input.checked);
			if (input.dataset.setting === "recent" && !input.checked) store.set("seen", []);
		});
	}
}

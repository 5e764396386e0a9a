// The research folder: a list on this device, passed on as a file.
const folder = {
	get items() { const list = store.get("folder", []); return Array.isArray(list) ? list : []; },
	set items(list) { if (!store.set("folder", list)) toast(t("Der Speicher des Browsers ist voll oder gesperrt.", "The browser's storage is full or blocked.")); },
};
const collect = (pid = "", text = "") => {
	const url = new URL(pid ? "/a/" + about.id + "/" + pid : about.path, about.url).href;
	if (folder.items.some((x) => x.url === url && x.text === text)) return toast(t("Ist schon in der Mappe.", "Is in the folder already."));
	folder.items = [...folder.items, { url, text, title: about.title, source: about.source, date: about.date, note: "", added: new Date().toISOString() }];
	toast(t("In der Mappe. ", "In the folder. "), make("a", { href: link("/mappe"), textContent: t("Ansehen", "Look") }));
};
for (const box of $$("[data-collect]")) {
	box.hidden = false;
	const figure = $(".quote[data-pid]");
	$("button", box).addEventListener("click", () => figure ? collect(figure.dataset.pid, $("blockquote", figure).innerText.trim()) : collect());
}

const page = $("[data-folder]");
if (page) {
	const list = $("[data-items]", page), status = $("[data-status]", page);
	const safe = (url) => (/^https?:\/\//.test(url) ? url : "#");
	const words = (x) => [x.title, x.source, x.date].filter(Boolean).join(", ");
	const draw = () => {
		const items = folder.items;
		status.textContent = items.length ? "" : t("Die Mappe ist leer. Artikel und Zitatseiten haben einen Knopf „In die Mappe“.", "The folder is empty. Articles and quotation pages have a button “Add to folder”.");
		const change = (f) => () => { const next = folder.items; f(next); folder.items = next; draw(); };
		const button = (label, i, f) => make("button", { type: "button", textContent: label, onclick: change(f), "aria-label": label + ": " + items[i].title });
		list.replaceChildren(...items.map((x, i) => make("li", {},
			make("div", {}, make("a", { href: safe(x.url), textContent: x.title || x.url }), " ", make("small", { textContent: [x.source, x.date].filter(Boolean).join(", ") })),
			...(x.text ? [make("blockquote", { lang: "de", textContent: x.text })] : []),
			make("label", {}, make("span", { className: "sr", textContent: t("Notiz zu ", "Note on ") + x.title }),
				make("textarea", { rows: 2, value: x.note || "", placeholder: t("Notiz", "Note"), oninput: (e) => { const next = folder.items; next[i].note = e.target.value; folder.items = next; } })),
			make("div", { className: "row" },
				...(i ? [button("↑ " + t("nach oben", "up"), i, (l) => l.splice(i - 1, 0, ...l.splice(i, 1)))] : []),
				...(i < items.length - 1 ? [button("↓ " + t("nach unten", "down"), i, (l) => l.splice(i + 1, 0, ...l.splice(i, 1)))] : []),
				button(t("entfernen", "remove"), i, (l) => l.splice(i, 1))))));
	};
	const save = (name, type, text) => {
		const a = make("a", { href: URL.createObjectURL(new Blob([text], { type })), download: name });
		a.click();
		setTimeout(() => URL.revokeObjectURL(a.href), 1000);
	};
	const line = (s) => String(s || "").replace(/\s+/g, " ").trim();
	const does = {
		md: () => save("mappe.md", "text/markdown", folder.items.map((x) => "- " + (x.text ? "> " + line(x.text) + "\n  " : "") + line(words(x)) + ", <" + x.url + ">" + (x.note ? "\n  " + line(x.note) : "")).join("\n") + "\n"),
		ris: () => save("mappe.ris", "application/x-research-info-systems", folder.items.map((x) => ["TY  - NEWS", "TI  - " + line(x.title), "T2  - " + line(x.source), "UR  - " + x.url, x.text && "AB  - " + line(x.text), x.note && "N1  - " + line(x.note), "ER  - "].filter(Boolean).join("\r\n")).join("\r\n") + "\r\n"),
		print: () => print(),
		save: () => save("mappe.json", "application/json", JSON.stringify({ depesche: 1, items: folder.items }, null, 1)),
	};
	for (const b of $$("button[data-do]", page)) b.addEventListener("click", () => does[b.dataset.do]());
	$("input[data-do=load]", page).addEventListener("change", async (e) => {
		try {
			const { items } = JSON.parse(await e.target.files[0].text());
			const known = new Set(folder.items.map((x) => x.url + x.text));
			const fresh = items.filter((x) => typeof x.url === "string" && /^https?:/.test(x.url) && !known.has(x.url + (x.text || "")));
			folder.items = [...folder.items, ...fresh.map((x) => Object.fromEntries(["url", "text", "title", "source", "date", "note", "added"].map((k) => [k, String(x[k] || "")])))];
			draw();
			status.textContent = t("Hinzugefügt: ", "Added: ") + fresh.length;
		} catch {
			status.textContent = t("Das ist keine gesicherte Mappe.", "This is no saved folder.");
		}
		e.target.value = "";
	});
	$("[data-nojs]", page).hidden = true;
	$("[data-tools]", page).hidden = false;
	draw();
}

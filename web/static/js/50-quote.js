// A selection inside a paragraph can be passed on, copied or collected.
if (reading) {
	let bar;
	const close = () => { bar?.remove(); bar = null; };
	const selected = () => {
		const s = getSelection();
		const text = String(s).replace(/\s*¶\s*/g, " ").trim();
		const inside = (n) => (n?.nodeType === 1 ? n : n?.parentElement)?.closest("[data-pid]");
		const from = inside(s.anchorNode);
		if (s.isCollapsed || !text || !from || from !== inside(s.focusNode)) return null;
		return { text, pid: from.dataset.pid, rect: s.getRangeAt(0).getBoundingClientRect() };
	};
	const home = (q) => new URL("/a/" + about.id + "/" + q.pid, about.url).href;
	// The words alone where they stand in the paragraph once, else with what
	// surrounds them: prefix~exact~suffix.
	const selector = (q) => {
		const p = document.getElementById("p-" + q.pid) || $("[data-pid]");
		const all = p.textContent.replace(/\s*¶\s*$/, "").trim();
		const [before, ...rest] = all.split(q.text);
		if ([...q.text].length > 400 || !rest.length) return "";
		const free = (x) => x.replaceAll("~", "~_");
		if (rest.length === 1 && !q.text.includes("~")) return q.text;
		return free([...before].slice(-32).join("")) + "~" + free(q.text) + "~" + free([...rest.join(q.text)].slice(0, 32).join(""));
	};
	const address = (q) => {
		const s = selector(q);
		const part = (x) => encodeURIComponent(x).replace(/-/g, "%2D");
		const words = q.text.split(/\s+/);
		const fragment = words.length > 8 ? part(words.slice(0, 4).join(" ")) + "," + part(words.slice(-4).join(" ")) : part(q.text);
		return home(q) + (s ? "?zitat=" + encodeURIComponent(s) : "") + "#:~:text=" + fragment;
	};
	const quote = (q) => t("„", "“") + q.text + t("“", "”") + "\n\n" + sourceLine() + "\n" + address(q).split("#")[0];
	const show = () => {
		const q = selected();
		if (!q) return close();
		close();
		const button = (label, act) => make("button", { type: "button", textContent: label, onmousedown: (e) => e.preventDefault(), onclick: () => { act(q); close(); } });
		bar = make("div", { className: "quotebar", role: "toolbar" },
			button(t("Zitat teilen", "Share quote"), async () => {
				try {
					if (!navigator.share) return copy(address(q));
					await navigator.share({ title: about.title, text: t("„", "“") + q.text + t("“", "”"), url: address(q) });
				} catch { /* the reader changed their mind */ }
			}),
			button(t("Zitat kopieren", "Copy quote"), () => copy(quote(q))),
			button(t("In die Mappe", "Add to folder"), () => collect(q.pid, q.text)));
		bar.setAttribute("aria-label", t("Auswahl", "Selection"));
		document.body.append(bar);
		bar.style.top = scrollY + q.rect.bottom + 8 + "px";
		bar.style.left = Math.max(8, Math.min(scrollX + q.rect.left, innerWidth - bar.offsetWidth - 8)) + "px";
	};
	let timer;
	document.addEventListener("selectionchange", () => { clearTimeout(timer); timer = setTimeout(show, 250); });
	document.addEventListener("keydown", (e) => { if (e.key === "Escape") close(); });
}

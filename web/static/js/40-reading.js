// Reading: what is marked, how far one got, copying with the source.
for (const input of $$("[data-remember]")) {
	input.checked = store.get(input.id, true);
	input.addEventListener("change", () => store.set(input.id, input.checked));
}
for (const box of $$("[data-copy]")) {
	const head = box.parentElement.querySelector("h3");
	head.append(make("button", { type: "button", textContent: t("Kopieren", "Copy"), onclick: () => copy(box.textContent) }));
}

const reading = $("[data-article]");
const about = reading && { id: reading.dataset.article, path: reading.dataset.path, url: reading.dataset.permalink, title: reading.dataset.title, authors: reading.dataset.authors, source: reading.dataset.source, date: reading.dataset.date, iso: reading.dataset.iso };
const sourceLine = () => [about.title, about.source, about.date].filter(Boolean).join(", ");

if (reading && $(".body")) {
	const kept = store.get("read", {});
	const here = kept[about.id];
	const back = here && document.getElementById("p-" + here);
	if (back && !location.hash && !location.search.includes("q=")) {
		toast(make("a", { href: "#p-" + here, textContent: t("Weiterlesen, wo Sie waren", "Continue where you were") }));
	}
	let timer;
	addEventListener("scroll", () => {
		clearTimeout(timer);
		timer = setTimeout(() => {
			const all = $$(".body > [data-pid]");
			const i = all.findIndex((p) => p.getBoundingClientRect().bottom > 0);
			const done = i < 1 || i === all.length - 1;
			const list = Object.entries(store.get("read", {})).filter(([id]) => id !== about.id);
			if (!done) list.push([about.id, all[i].dataset.pid]);
			store.set("read", Object.fromEntries(list.slice(-50)));
		}, 400);
	}, { passive: true });
}

if (reading) {
	reading.addEventListener("copy", (e) => {
		const text = String(getSelection()).replace(/ ?¶/g, "");
		const node = getSelection().anchorNode, at = node?.nodeType === 1 ? node : node?.parentElement;
		if (text.length <= 40 || !setting("source") || at?.closest("[data-copy]")) return;
		const pid = at?.closest("[data-pid]")?.dataset.pid;
		const url = pid ? new URL("/a/" + about.id + "/" + pid, about.url).href : about.url;
		e.clipboardData.setData("text/plain", text + "\n\n" + sourceLine() + "\n" + url);
		e.preventDefault();
	});
}

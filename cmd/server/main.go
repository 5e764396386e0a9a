// Command server runs Depesche, a searchable web archive of German press
// articles: it serves the archive, imports articles into it and looks after
// the index.
package main

func main() {}

package main

import (
	"testing"
	"testing/fstest"
)

func TestContainerLimit(t *testing.T) {
	files := func(pairs ...string) fstest.MapFS {
		m := fstest.MapFS{}
		for i := 0; i < len(pairs); i += 2 {
			m[pairs[i]] = &fstest.MapFile{Data: []byte(pairs[i+1] + "\n")}
		}
		return m
	}
	const v1 = "12:pids:/docker/abc\n4:memory:/docker/abc\n1:name=systemd:/docker/abc\n0::/system.slice"
	for name, c := range map[string]struct {
		files fstest.MapFS
		want  int64
	}{
		"no control groups":           {files(), 0},
		"version 2, container":        {files("proc/self/cgroup", "0::/", "sys/fs/cgroup/memory.max", "67108864"), 64 << 20},
		"version 2, no limit":         {files("proc/self/cgroup", "0::/", "sys/fs/cgroup/memory.max", "max"), 0},
		"version 2, root of the host": {files("proc/self/cgroup", "0::/user.slice"), 0},
		"version 2, upper level is less": {files("proc/self/cgroup", "0::/a.slice/b.service", "sys/fs/cgroup/a.slice/memory.max", "1000",
			"sys/fs/cgroup/a.slice/b.service/memory.max", "2000"), 1000},
		"version 1, as the host sees it": {files("proc/self/cgroup", v1, "sys/fs/cgroup/memory/docker/abc/memory.limit_in_bytes", "67108864",
			"sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712"), 64 << 20},
		"version 1, inside a container": {files("proc/self/cgroup", v1, "sys/fs/cgroup/memory/memory.limit_in_bytes", "67108864"), 64 << 20},
		"version 1, no limit":           {files("proc/self/cgroup", v1, "sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712"), 0},
		"version 1, more controllers":   {files("proc/self/cgroup", "3:cpu,memory:/x", "sys/fs/cgroup/memory/x/memory.limit_in_bytes", "5000"), 5000},
		"both, memory with version 1":   {files("proc/self/cgroup", v1, "sys/fs/cgroup/memory/memory.limit_in_bytes", "7000", "sys/fs/cgroup/system.slice/memory.max", "max"), 7000},
		"path out of the groups":        {files("proc/self/cgroup", "0::/../../x", "sys/fs/cgroup/memory.max", "8000"), 8000},
	} {
		got, err := containerLimit(c.files)
		if err != nil || got != c.want {
			t.Errorf("%s: %d, %v; want %d", name, got, err, c.want)
		}
	}
	if _, err := containerLimit(files("proc/self/cgroup", "0::/", "sys/fs/cgroup/memory.max", "viel")); err == nil {
		t.Error("a limit that is no number is no error")
	}
}

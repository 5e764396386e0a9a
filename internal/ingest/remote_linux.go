package ingest

import "syscall"

// remoteTypes are the magic numbers of file systems whose other users cause no
// notifications here (statfs(2)): NFS, SMB, CIFS, SMB2, 9p, FUSE, vboxsf, AFS, Ceph.
var remoteTypes = map[int64]bool{
	0x6969: true, 0x517b: true, 0xff534d42: true, 0xfe534d42: true, 0x01021997: true,
	0x65735546: true, 0x786f4256: true, 0x5346414f: true, 0x00c36400: true,
}

// remote reports whether notifications can't be relied on for a folder.
func remote(dir string) bool {
	var st syscall.Statfs_t
	return dir != "" && syscall.Statfs(dir, &st) == nil && remoteTypes[int64(st.Type)&0xffffffff]
}

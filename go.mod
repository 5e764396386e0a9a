module depesche

go 1.26.8

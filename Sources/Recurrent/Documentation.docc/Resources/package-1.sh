mkdir Writer && cd Writer
mkdir -p Sources/learn Sources/write
cp ~/book.txt .  # some hundred kilobytes, or more

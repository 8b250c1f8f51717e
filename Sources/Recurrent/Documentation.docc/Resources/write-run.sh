swift run -c release write

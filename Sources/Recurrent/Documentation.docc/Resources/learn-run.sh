swift run -c release learn

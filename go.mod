module gambeson

go 1.26

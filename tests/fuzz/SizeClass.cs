// SPDX-License-Identifier: MIT
//
// Sizes of structs.

/* Structs of one size, and of the same classes of registers (System V ABI, 3.2.3): the fields of some of them. "1:" before
 * the fields is the packing, "1=" the size. */
sealed class SizeClass
{
	public readonly string Name;
	public readonly string [] Layouts;

	SizeClass (string name, params string [] layouts)
	{
		Name = name;
		Layouts = layouts;
	}

	public static readonly SizeClass [] All = {
		new SizeClass ("nothing", ""),
		new SizeClass ("1 byte", "U1", "I1", "Boolean", "1="),
		new SizeClass ("2 bytes", "I2", "U1 I1", "Char"),
		new SizeClass ("3 bytes", "U1 I1 U1", "1: I2 U1"),
		new SizeClass ("4 bytes", "I4", "U2 I2", "U4"),
		new SizeClass ("5 to 7 bytes", "1: I4 U1", "I2 U2 I2", "1: I4 I2 I1"),
		new SizeClass ("8 bytes", "I8", "I4 U4", "Object", "U"),
		new SizeClass ("float32", "R4"),
		new SizeClass ("2 float32", "R4 R4"),
		new SizeClass ("float32 and int32", "R4 I4", "I4 R4"),
		new SizeClass ("float64", "R8"),
		new SizeClass ("3 float32", "R4 R4 R4"),
		new SizeClass ("9 to 15 bytes", "I4 U4 I4", "1: I8 U1", "1: U8 I4 I2"),
		new SizeClass ("16 bytes", "I8 U8", "String I4", "I8 Object", "I4 I4 U4 U4"),
		new SizeClass ("2 float64", "R8 R8", "R4 R4 R8"),
		new SizeClass ("float64 and integers", "R8 I8", "I4 R8", "Object R4", "R8 String"),
		new SizeClass ("17 to 32 bytes", "I8 R8 I4", "Object Object Object", "I8 U8 I8 U8", "R4 R4 R4 R4 R4", "U1 I8 U1"),
		new SizeClass ("33 to 128 bytes", "I8 I8 I8 I8 I8", "R8 I4 Object String R4 I2 U1 I8", "R8 R8 R8 R8 R8 R8 R8 R8 R8 R8"),
		new SizeClass ("over 128 bytes", "I8 U8 I8 U8 I8 U8 I8 U8 I8 U8 I8 U8 I8 U8 I8 U8 I8 U8",
			"Object I4 Object R8 Object I8 Object R4 Object I4 Object R8 Object I8 Object R4 Object U1 Object R8"),
		new SizeClass ("fields not aligned", "1: U1 I8", "1: I1 R8", "2: I2 I8 U2"),
	};
}

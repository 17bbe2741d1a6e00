// SPDX-License-Identifier: MIT
//
// Structs of every size, as arguments and results.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection.Emit;

sealed partial class Generator
{
	const int Sizes = 5;                       /* of a program */

	readonly List<TypeSymbol> sized = new List<TypeSymbol> ();

	static readonly Dictionary<string, TypeName> fieldTypes = TypeName.Numbers.Concat (new [] { TypeName.String, TypeName.Object })
		.ToDictionary (t => t.Element.ToString ());

	TypeSymbol DeclareSized (int number)
	{
		SizeClass size = chance.Of (SizeClass.All);
		string layout = chance.Of (size.Layouts);
		string [] words = layout.Split (new [] { ' ' }, StringSplitOptions.RemoveEmptyEntries);
		var symbol = new TypeSymbol {
			Name = "Sized" + number, IsValueType = true, IsSequential = true, Parent = Library.ValueType.Type, SizeClass = size
		};

		foreach (string word in words)
			if (word.EndsWith ("="))
				symbol.ClassSize = int.Parse (word.TrimEnd ('='));
			else if (word.EndsWith (":"))
				symbol.Pack = int.Parse (word.TrimEnd (':'));
			else
				symbol.Field ("f" + symbol.Fields.Count, fieldTypes [word]);
		return symbol;
	}

	/* Nothing but structs without fields, which IL can say; those of C# compilers have a byte. */
	static bool IsEmpty (TypeName type)
	{
		return type.Kind == Kind.Value && type.Symbol != null && type.Symbol.Assembly == null && type.Symbol.ClassSize == 0 &&
			type.Symbol.Fields.All (f => f.IsStatic || IsEmpty (f.Type.With (type.Arguments, type.Arguments)));
	}

	bool MayBeEmpty (TypeName type)
	{
		return IsEmpty (type) || type.HasVariables && sized.Any (s => IsEmpty (s.Type));
	}

	/* Methods between whose parameters and results such structs are among numbers, in registers and on the stack */
	void DeclareMixers ()
	{
		for (int i = 0; i < 3; i++) {
			MethodSymbol method = program.Method ("Mix" + i, true, chance.Of (sized).Type, MixedParameters ());
			method.NoInlining = chance.Percent (60);
			methods.Add (method);
		}
		MethodSymbol slot = classes [0].Method ("VirtualMix", false, chance.Of (sized).Type, MixedParameters ());
		slot.IsVirtual = slot.IsNew = true;
	}

	TypeName [] MixedParameters ()
	{
		return Enumerable.Range (0, chance.Between (1, 9)).Select (i =>
			chance.Percent (50) ? chance.Of (sized).Type : chance.Percent (20) ? TypeName.String : RandomNumber ()).ToArray ();
	}

	void CollectSizes ()
	{
		SafeProducer (14, type => type.Symbol != null && type.Symbol.SizeClass != null, Filled);
	}

	/* Some fields have values, the others are 0. */
	Node Filled (TypeName type, int depth)
	{
		FieldUse [] filled = type.Symbol.Fields.Where (f => chance.Percent (type.Symbol.Fields.Count > 4 ? 30 : 80))
			.Select (f => new FieldUse { Owner = type, Symbol = f }).ToArray ();

		return new Node (type, (body, node) => {
			var local = new Local (type);

			body.Address (local);
			body.Op (OpCodes.Initobj, type);
			for (int i = 0; i < filled.Length; i++) {
				body.Address (local);
				body.Emit (node.Kids [i]);
				body.Op (OpCodes.Stfld, filled [i]);
			}
			body.Load (local);
		}, filled.Select (f => Expression (f.Type, Math.Min (depth, 1))).ToArray ());
	}
}
